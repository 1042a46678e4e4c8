import assert from 'node:assert/strict'
import { request } from 'node:https'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { CreateEdgeClient, CreateEdgeClientKey } from '../../../contracts/edge/clients.ts'
import * as links from '../../../contracts/edge/links.ts'
import { PushTelemetry } from '../../../contracts/edge/telemetry.ts'
import { SignalChanged } from '../../../contracts/incidents/signal.ts'
import { Authority, newRequest } from '../../../kit/certificates/authority.ts'
import { freePort } from '../../../kit/testing/children.ts'
import { type TestClock, testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines, type TestEngine } from '../../../kit/testing/engines.ts'
import type { TestHost } from '../../../kit/testing/host.ts'
import { until } from '../../../kit/testing/until.ts'
import { edge } from '../service.ts'

type World = {
  readonly cloud: TestHost
  readonly clock: TestClock
  readonly port: number
  /** The edge of that name, enrolled for client_1. */
  start(more?: { readonly data?: string; readonly token?: string; readonly backlog_mb?: number }): Promise<TestHost>
  link(host: TestHost): Promise<links.EdgeLink>
  settled(what: string, host: TestHost, is: (link: links.EdgeLink) => boolean): Promise<void>
}

const config = (section: object) => ({ edge: { clients: [], sources: [], rules: [], window: 3_600, ...section } })

/** A cloud with a port for edges, and what an edge needs to send there; TLS is real, so the clock begins with the real one. */
async function world(t: TestContext, engine: TestEngine): Promise<World | null> {
  const clock = testClock(Date.now())
  const [port, main] = [await freePort(), await freePort()]
  const receiving = { links: { port, host: '127.0.0.1' } }
  const cloud = await engine.host(t, { services: [edge], config: config(receiving), clock })
  if (!cloud) return null
  await cloud.host.listen({ host: '127.0.0.1', port: main })
  await cloud.call(CreateEdgeClient, { body: { name: 'client_1' } })
  const enrol = () => cloud.call(links.CreateEdgeEnrolment, { body: { edge: 'plant', clients: ['client_1'] } })
  const start: World['start'] = async ({ data, token, backlog_mb = 16 } = {}) => {
    const given = token ?? (await enrol()).token
    const sending = { cloud: { url: `http://127.0.0.1:${main}`, token: given, backlog_mb, app: 'line-3' } }
    const clients = [{ name: 'client_1', key: 'first-client-key' }]
    const more = data === undefined ? {} : { data }
    const host = await engine.host(t, { services: [edge], config: config({ ...sending, clients }), clock, ...more })
    assert.ok(host)
    return host
  }
  const link = async (host: TestHost) => {
    const [one] = (await host.call(links.ListEdgeLinks)).items
    assert.ok(one)
    return one
  }
  const settled: World['settled'] = (what, host, is) =>
    until(what, async () => {
      await clock.advance(1_000)
      return is(await link(host))
    })
  return { cloud, clock, port, start, link, settled }
}

const push = (host: TestHost, body: readonly object[]) =>
  host.call(PushTelemetry, { query: { client: 'client_1' }, body: body as never })

const value = (clock: TestClock, at: number) => ({
  object: 'boiler',
  metric: 'temperature',
  value: 20 + at,
  at: clock.now() + at,
})

const counts = ({ offered, stored, duplicates, refused, lost, waiting }: links.EdgeLink) => ({
  ...{ offered, stored, duplicates, refused, lost, waiting },
})

onBothEngines('values that are passed on', engine => {
  test('are in the cloud, with the name of the edge and of the application, and counted on both sides', async t => {
    const there = await world(t, engine)
    if (!there) return
    const { cloud, clock, start, link, settled } = there
    const host = await start()
    await push(host, [value(clock, 1), value(clock, 2)])
    await settled('both arrived', host, ({ stored }) => stored === 2)
    const expected = { offered: 2, stored: 2, duplicates: 0, refused: 0, lost: 0, waiting: 0 }
    const sent = await link(host)
    assert.deepEqual([sent.edge, sent.state, counts(sent)], ['plant', 'connected', expected])
    const received = await link(cloud)
    assert.deepEqual([received.edge, received.state, counts(received)], ['plant', 'connected', expected])
    assert.equal(received.certificate_expires_at, sent.certificate_expires_at)
  })
})

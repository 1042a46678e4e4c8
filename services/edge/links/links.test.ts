import assert from 'node:assert/strict'
import { request } from 'node:https'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { CreateEdgeClient } from '../../../contracts/edge/clients.ts'
import { GetDevice } from '../../../contracts/edge/devices.ts'
import * as links from '../../../contracts/edge/links.ts'
import { PushTelemetry } from '../../../contracts/edge/telemetry.ts'
import { SignalChanged } from '../../../contracts/incidents/signal.ts'
import { Authority, newRequest } from '../../../kit/certificates/authority.ts'
import { freePort } from '../../../kit/testing/children.ts'
import { type TestClock, testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines, type TestEngine } from '../../../kit/testing/engines.ts'
import { type TestHost, testHost } from '../../../kit/testing/host.ts'
import { until } from '../../../kit/testing/until.ts'
import { edge } from '../service.ts'

const dayMs = 86_400_000
const sqliteOnly = { name: 'sqlite', host: testHost } as const

type World = {
  readonly cloud: TestHost
  readonly clock: TestClock
  readonly port: number
  /** Where edges find the cloud. */
  listen(cloud: TestHost): Promise<unknown>
  /** What the file of an edge says. */
  sending(token: string, backlog_mb?: number): Readonly<Record<string, unknown>>
  /** The edge of that name, enrolled for client_1. */
  start(more?: { readonly data?: string; readonly token?: string; readonly backlog_mb?: number }): Promise<TestHost>
  link(host: TestHost): Promise<links.EdgeLink>
  settled(what: string, host: TestHost, is: (link: links.EdgeLink) => boolean): Promise<void>
}

const config = (section: object) => ({ edge: { clients: [], sources: [], rules: [], window: 3_600, ...section } })

/** A cloud with a port for edges, and what an edge needs to send there; TLS is real, so the clock begins with the real one. */
async function world(t: TestContext, engine: Pick<TestEngine, 'host'>, startsMs = 0): Promise<World | null> {
  const clock = testClock(Date.now() + startsMs)
  const [port, main] = [await freePort(), await freePort()]
  const receiving = config({ links: { port, host: '127.0.0.1' } })
  const cloud = await engine.host(t, { services: [edge], config: receiving, clock })
  if (!cloud) return null
  const listen = ({ host }: TestHost) => host.listen({ host: '127.0.0.1', port: main })
  await listen(cloud)
  await cloud.call(CreateEdgeClient, { body: { name: 'client_1' } })
  const sending: World['sending'] = (token, backlog_mb = 16) => {
    const clients = [{ name: 'client_1', key: 'first-client-key' }]
    return config({ clients, cloud: { url: `http://127.0.0.1:${main}`, token, backlog_mb, app: 'line-3' } })
  }
  const start: World['start'] = async ({ data, token, backlog_mb = 16 } = {}) => {
    const given = sending(token ?? (await enrol({ cloud })).token, backlog_mb)
    const host = await engine.host(t, { services: [edge], config: given, clock, ...(data ? { data } : {}) })
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
  return { cloud, clock, port, listen, sending, start, link, settled }
}

const enrol = ({ cloud }: Pick<World, 'cloud'>) =>
  cloud.call(links.CreateEdgeEnrolment, { body: { edge: 'plant', clients: ['client_1'] } })

const post = (port: number, path: string, body: Buffer, shown: object) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': body.length }
    const asked = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent: false, ...shown })
    asked.on('error', reject)
    asked.on('response', async answer => {
      let text = ''
      for await (const part of answer) text += part
      resolve({ status: answer.statusCode ?? 0, body: text })
    })
    asked.end(body)
  })

const push = (host: TestHost, body: ReturnType<typeof value>[]) =>
  host.call(PushTelemetry, { query: { client: 'client_1' }, body })

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
    const metrics = await cloud.metrics()
    assert.match(metrics, /vigie_edge_link_samples_total\{direction="in",edge="plant",outcome="stored"\} 2/)
    assert.match(metrics, /vigie_edge_link_up\{direction="in",edge="plant"\} 1/)
    assert.match(metrics, /vigie_edge_series 1/)
    const found = await cloud.call(GetDevice, { params: { id: 'boiler' } })
    assert.deepEqual([found.client, found.source], ['client_1', 'push'])
  })

  test('wait while nobody takes them, also over a crash, and arrive once when somebody does; what is new goes first', async t => {
    const there = await world(t, engine)
    if (!there) return
    const { cloud, clock, start, link, settled } = there
    const { token } = await enrol(there)
    const host = await start({ token })
    await settled('it is enrolled', host, ({ state }) => state === 'connected')
    await cloud.host.stop()
    await push(host, [value(clock, 1)])
    await settled('the failure is known', host, ({ failing_since }) => failing_since !== null)
    await push(host, [value(clock, 2), value(clock, 3)])
    const before = await link(host)
    assert.deepEqual(counts(before), { offered: 3, stored: 0, duplicates: 0, refused: 0, lost: 0, waiting: 3 })
    assert.ok(before.lanes.backlog > 0)
    const isFile = engine.name === 'sqlite'
    const again = isFile ? await start({ token, data: await host.crashed() }) : await host.restart([edge])
    await host.host.stop()
    const back = await cloud.restart([edge])
    await there.listen(back)
    await settled('all arrived', again, ({ waiting }) => waiting === 0)
    const expected = { offered: 3, stored: 3, duplicates: 0, refused: 0, lost: 0, waiting: 0 }
    assert.deepEqual(counts(await link(again)), expected)
    assert.deepEqual(counts(await link(back)), expected)
  })

  test('that the cloud has already are duplicates, and nothing is counted twice', async t => {
    const there = await world(t, engine)
    if (!there) return
    const { clock, start, link, settled } = there
    const host = await start()
    const same = value(clock, 1)
    await push(host, [same])
    await push(host, [same])
    await settled('both arrived', host, ({ waiting, offered }) => offered === 2 && waiting === 0)
    assert.deepEqual(counts(await link(host)), {
      offered: 2,
      stored: 1,
      duplicates: 1,
      refused: 0,
      lost: 0,
      waiting: 0,
    })
  })

  test('of a client that the edge may not send of are refused, and said', async t => {
    const there = await world(t, engine)
    if (!there) return
    const { cloud, clock, start, link, settled } = there
    const host = await start()
    await cloud.call(CreateEdgeClient, { body: { name: 'client_2' } })
    await host.call(CreateEdgeClient, { body: { name: 'client_2' } })
    await host.call(PushTelemetry, { query: { client: 'client_2' }, body: [value(clock, 1)] })
    await settled('it was refused', host, ({ refused }) => refused === 1)
    assert.equal((await link(host)).reason, 'not-its-client: 1')
  })

  test('of an edge that was revoked wait until it is enrolled again', async t => {
    const there = await world(t, engine)
    if (!there) return
    const { cloud, clock, start, link, settled } = there
    const host = await start()
    await settled('it is enrolled', host, ({ last_contact_at }) => last_contact_at !== null)
    await cloud.call(links.RevokeEdgeLink, { params: { edge: 'plant' } })
    await push(host, [value(clock, 1)])
    await settled('it is told', host, ({ failing_since }) => failing_since !== null)
    assert.match((await link(host)).reason ?? '', /^403 /)
    assert.equal((await link(cloud)).state, 'revoked')
    const { token } = await enrol(there)
    await host.reload(there.sending(token))
    await settled('it arrived', host, ({ stored }) => stored === 1)
    assert.equal((await link(cloud)).state, 'connected')
  })
})

onBothEngines('the certificate of an edge', engine => {
  test('is renewed before it expires, while it runs', async t => {
    const there = await world(t, engine, -5 * dayMs)
    if (!there) return
    const { clock, start, link, settled } = there
    const host = await start()
    await settled('it is enrolled', host, ({ last_contact_at }) => last_contact_at !== null)
    const { certificate_expires_at: first } = await link(host)
    clock.step(4.8 * dayMs)
    await settled('it has another one', host, link => link.certificate_expires_at !== first)
    await push(host, [value(clock, 1)])
    await settled('it is good', host, ({ stored }) => stored === 1)
  })

  test('is given for a token once, and again only for the same request', async t => {
    const there = await world(t, engine)
    if (!there) return
    const { cloud, clock } = there
    const { token } = await enrol(there)
    const [{ request }, other] = [await newRequest('x'), await newRequest('x')]
    const first = await cloud.call(links.EnrolEdge, { body: { token, request } })
    assert.equal(first.edge, 'plant')
    await cloud.call(links.EnrolEdge, { body: { token, request } })
    const wrong = { code: 'edge.bad-token' }
    await assert.rejects(cloud.call(links.EnrolEdge, { body: { token, request: other.request } }), wrong)
    await assert.rejects(cloud.call(links.EnrolEdge, { body: { token: 'vge_none', request } }), wrong)
    const late = await enrol(there)
    clock.step(2 * dayMs)
    await assert.rejects(cloud.call(links.EnrolEdge, { body: { token: late.token, request } }), wrong)
    await assert.rejects(cloud.call(links.EnrolEdge, { body: { token: (await enrol(there)).token, request: 'no' } }), {
      code: 'edge.bad-request',
    })
  })

  test('opens nothing but the port for edges, which nobody enters without one', async t => {
    const there = await world(t, engine)
    if (!there) return
    const { cloud, port } = there
    const { token } = await enrol(there)
    const { request, key } = await newRequest('x')
    const { certificate, authority } = await cloud.call(links.EnrolEdge, { body: { token, request } })
    const own = { cert: certificate, key, ca: authority }
    const ask = (path: string, shown: object) => post(port, path, Buffer.from('{}'), shown)
    assert.equal((await ask('/api/v1/edge/samples', own)).status, 400)
    assert.equal((await ask('/api/v1/edge/enrolments', own)).status, 404)
    await assert.rejects(ask('/api/v1/edge/samples', { ca: authority }))
    const life = { from: Date.now() - dayMs, until: Date.now() + dayMs }
    const stranger = await Authority.load(await Authority.create({ name: 'Authority of edges', ...life }))
    const { certificate: cert, key: theirs } = await stranger.issue({ name: 'plant', ...life })
    await assert.rejects(ask('/api/v1/edge/samples', { cert, key: theirs, ca: authority }))
    const second = await newRequest('x')
    const newer = await enrol(there)
    await cloud.call(links.EnrolEdge, { body: { token: newer.token, request: second.request } })
    assert.equal((await ask('/api/v1/edge/samples', own)).status, 403, 'another one took its place')
  })

  test('lets in batches in which some is wrong: each value is judged by itself', async t => {
    const there = await world(t, engine)
    if (!there) return
    const { cloud, port, clock } = there
    const { token } = await enrol(there)
    const { request, key } = await newRequest('x')
    const { certificate, authority } = await cloud.call(links.EnrolEdge, { body: { token, request } })
    const series = [{ object: 'boiler', metric: 'temperature', source: 'push' }]
    const at = clock.now()
    const samples = [[0, at, 20], [0, at, 21], [0, 'soon', 22], [0, at + 1, 'warm'], [7, at, 1], [0, at + 1e9, 1], []]
    const send = async (body: Buffer) =>
      post(port, '/api/v1/edge/samples', body, { cert: certificate, key, ca: authority })
    const { status, body } = await send(gzipSync(JSON.stringify({ client: 'client_1', series, samples })))
    assert.equal(status, 200)
    assert.deepEqual(JSON.parse(body), {
      accepted: 1,
      duplicates: 1,
      refused: { 'bad-series': 2, 'bad-time': 1, 'not-a-number': 1, future: 1 },
    })
    for (const hostile of ['', 'null', '[]', '{"client":1}', '{'])
      assert.equal((await send(gzipSync(hostile))).status, 400, hostile)
    assert.equal((await send(gzipSync(Buffer.alloc(64 << 20)))).status, 400)
    assert.equal((await send(Buffer.from('no gzip'))).status, 400)
  })
})

test('an edge that falls silent is told, and that it is back', async t => {
  const there = await world(t, sqliteOnly)
  if (!there) return
  const { cloud, clock, start, settled } = there
  const { token } = await enrol(there)
  const host = await start({ token })
  await settled('it is there', host, ({ last_contact_at }) => last_contact_at !== null)
  await host.host.stop()
  await settled('it is silent', cloud, ({ state }) => state === 'silent')
  await clock.advance(60_000)
  const said = () => cloud.said('edge', SignalChanged)
  await until('that is told', async () => (await said()).length === 1)
  await start({ token, data: host.data })
  await until('that it is back is told', async () => {
    await clock.advance(1_000)
    return (await said()).length === 2
  })
  const [down, up] = await said()
  assert.deepEqual([down?.signal, down?.state, up?.state], ['edge-link:plant', 'degraded', 'up'])
  assert.equal(down?.episode, up?.episode)
})

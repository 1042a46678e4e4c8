import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { CreateEdgeClient, CreateEdgeClientKey, RevokeEdgeClientKey } from '../../../contracts/edge/clients.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { onBothEngines, type TestEngine } from '../../../kit/testing/engines.ts'
import { type Asked, type EdgeHost, edgeHost, keys } from '../testing/edge-host.ts'

/** What belongs to the other client alone: whoever reads any of it has got through. */
const theirs = ['vault', '77.125', 'client_2', 'chamber']

const wildcards = [
  '*',
  '%',
  '%25',
  '.*',
  'va*',
  'vault%00',
  'v_ult',
  '{vault}',
  '../client_2/vault',
  'VAULT',
  'vault ',
  '[vault]',
]

type Route = (id: string, client: string) => string
const seedRoutes: readonly Route[] = [
  id => `/processed_data?object_id=${id}`,
  (id, client) => `/processed_data?object_id=${id}&client_id=${client}`,
  (_, client) => `/client_statistics?client_id=${client}`,
]
const apiRoutes: readonly Route[] = [
  (_, client) => `/api/v1/devices?client=${client}`,
  (id, client) => `/api/v1/devices/${id}?client=${client}`,
  (id, client) => `/api/v1/anomalies?client=${client}&object=${id}`,
]
const adminRoutes = [
  '/api/v1/edge/clients',
  '/api/v1/edge/clients/client_2',
  '/api/v1/edge/clients/nobody',
  '/api/v1/edge/sources',
]

/** All that an answer tells: status, body and headers, but for when it was made. */
function told({ status, body, headers }: Asked) {
  const { date: _, ...rest } = headers
  return { status, body, headers: rest }
}

async function push(host: EdgeHost, key: string, object: string, value: number): Promise<Asked> {
  const body = [{ object, metric: 'temperature', value, type: 'temperature_sensor', at: iso(host.clock.now()) }]
  return host.ask('/api/v1/telemetry', key, { method: 'POST', body })
}

type World = { readonly host: EdgeHost; readonly bad: readonly (string | undefined)[] }

async function world(t: TestContext, engine: TestEngine): Promise<World | null> {
  const host = await edgeHost(t, engine, { rules: [{ metric: 'temperature', max: 50 }] })
  if (!host) return null
  await push(host, keys.client_1, 'boiler', 20)
  await push(host, keys.client_1, 'shared', 21)
  await push(host, keys.client_2, 'vault', 77.125)
  await push(host, keys.client_2, 'shared', 77.125)
  await push(host, keys.client_2, 'chamber', 77.125)
  await host.call(CreateEdgeClient, { body: { name: 'client_3' } })
  const params = { name: 'client_3' }
  const make = (body: object) => host.call(CreateEdgeClientKey, { params, body })
  const revoked = await make({})
  const expired = await make({ expires_at: iso(host.clock.now() + 1_000) })
  assert.equal((await host.ask('/client_statistics', revoked.key)).status, 200)
  assert.equal((await host.ask('/client_statistics', expired.key)).status, 200)
  await host.call(RevokeEdgeClientKey, { params: { ...params, id: revoked.id } })
  await host.clock.advance(2_000)
  const bad = [undefined, '', 'x', '*', 'client_1', `${keys.client_1}x`, keys.client_1.toUpperCase()]
  return { host, bad: [...bad, `${keys.client_1},${keys.client_2}`, revoked.key, expired.key] }
}

onBothEngines('a client', engine => {
  test('is the one of its key, on every route, whatever else is asked: nothing of another is told by anything', async t => {
    const there = await world(t, engine)
    if (!there) return
    const { host, bad } = there
    const ask = (path: string, key?: string) => host.ask(path, key).then(told)
    for (const route of seedRoutes)
      for (const key of bad)
        for (const id of ['boiler', 'vault', 'nothing', '*']) {
          const answer = await ask(route(id, 'client_2'), key)
          assert.deepEqual([answer.status, answer.body], [401, '{"error":"Unauthorized"}'])
          assert.deepEqual(answer, await ask(route('nothing', 'nobody')), `${route(id, 'client_2')} with ${key}`)
        }
    for (const route of apiRoutes)
      for (const key of bad) {
        const answer = await ask(route('vault', 'client_2'), key)
        assert.equal(answer.status, 401)
        assert.deepEqual(answer, await ask(route('nothing', 'nobody'), key))
      }
    for (const route of [...seedRoutes, ...apiRoutes]) {
      for (const id of ['vault', 'chamber', ...wildcards]) {
        const { status, body, headers } = await ask(route(encodeURIComponent(id), 'client_2'), keys.client_1)
        const nothing = await ask(route('nothing', 'client_2'), keys.client_1)
        const named = body.replaceAll(JSON.stringify(id).slice(1, -1), 'nothing')
        // A path without an object in it, and what no path or text can hold, is another question.
        if (status === 400) continue
        assert.deepEqual(
          [status, withoutLength(named, headers)],
          [nothing.status, withoutLength(nothing.body, nothing.headers)],
          route(id, ''),
        )
        for (const secret of theirs) assert.ok(!named.includes(secret), `${route(id, '')}: ${body}`)
      }
      const own = await ask(route('shared', 'client_1'), keys.client_1)
      for (const client of ['client_2', '*', 'nobody', '%25'])
        assert.deepEqual(await ask(route('shared', client), keys.client_1), own)
      assert.ok(!own.body.includes('77.125'))
    }
    for (const path of adminRoutes) {
      const answers = await Promise.all([path, '/api/v1/edge/clients/other'].map(one => ask(one, keys.client_1)))
      for (const { status, body } of answers) {
        assert.equal(status, 401)
        for (const secret of theirs) assert.ok(!body.includes(secret))
      }
    }
  })

  test('that sends a value of an object of another has one of its own of that name, and the other knows nothing of it', async t => {
    const there = await world(t, engine)
    if (!there) return
    const { host, bad } = there
    const before = await host.ask('/processed_data?object_id=vault', keys.client_2)
    const sent = await push(host, keys.client_1, 'vault', 1)
    assert.deepEqual(JSON.parse(sent.body), { accepted: 1, duplicates: 0, refused: [] })
    assert.equal(
      JSON.parse((await host.ask('/processed_data?object_id=vault', keys.client_1)).body).client_id,
      'client_1',
    )
    assert.deepEqual(told(await host.ask('/processed_data?object_id=vault', keys.client_2)), told(before))
    const body = [{ object: 'vault', metric: 'temperature', value: 2 }]
    const path = '/api/v1/telemetry?client=client_2'
    assert.equal((await host.ask(path, keys.client_1, { method: 'POST', body })).status, 202)
    assert.deepEqual(told(await host.ask('/processed_data?object_id=vault', keys.client_2)), told(before))
    for (const key of bad) assert.equal((await host.ask(path, key, { method: 'POST', body })).status, 401)
  })
})

function withoutLength(body: string, { 'content-length': _, ...headers }: Asked['headers']) {
  return { body, headers }
}

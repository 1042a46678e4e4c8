import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CreateEdgeClient,
  CreateEdgeClientKey,
  DeleteEdgeClient,
  GetEdgeClient,
  ListEdgeClients,
  RevokeEdgeClientKey,
} from '../../../contracts/edge/clients.ts'
import { ListDevices } from '../../../contracts/edge/devices.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { edge } from '../service.ts'
import { edgeHost, keys } from '../testing/edge-host.ts'

const second = 1_000
const params = { name: 'acme' }

onBothEngines('the keys of a client', engine => {
  test('are shown once, kept as hashes, rotated with an overlap, revoked at once, and there after a restart', async t => {
    const host = await edgeHost(t, engine)
    if (!host) return
    await host.call(CreateEdgeClient, { body: params })
    const first = await host.call(CreateEdgeClientKey, { params, body: {} })
    const later = await host.call(CreateEdgeClientKey, { params, body: { overlap_s: 60 } })
    const status = async (key: string) => (await host.ask('/client_statistics', key)).status
    assert.deepEqual([await status(first.key), await status(later.key)], [200, 200])
    const stored = await host.host
      .store('edge')
      .query<{ client_key: object }>()
      .selectFrom('client_key')
      .selectAll()
      .execute()
    for (const { key } of [first, later]) assert.ok(!JSON.stringify(stored).includes(key))
    const shown = await host.call(GetEdgeClient, { params })
    assert.ok(!JSON.stringify(shown).includes('sha256'))
    assert.deepEqual(
      shown.keys.map(({ last_used_at }) => last_used_at !== null),
      [true, true],
    )
    await host.clock.advance(61 * second)
    assert.deepEqual([await status(first.key), await status(later.key)], [401, 200])
    const again = await host.restart([edge])
    const ask = (key: string) =>
      again.host.app
        .inject({ url: '/client_statistics', headers: { 'x-api-key': key } })
        .then(({ statusCode }) => statusCode)
    assert.deepEqual([await ask(first.key), await ask(later.key), await ask(keys.client_1)], [401, 200, 200])
    await again.call(RevokeEdgeClientKey, { params: { ...params, id: later.id } })
    assert.equal(await ask(later.key), 401)
    const actions = (await again.said('edge', AuditRecorded)).map(({ action }) => action)
    assert.deepEqual(actions, [
      'edge-client.created',
      'edge-client-key.created',
      'edge-client-key.created',
      'edge-client-key.revoked',
    ])
  })
})

const engine = { host: testHost }

test('a client of the file is changed there alone, and a name is not in the file and in the API', async t => {
  const host = await edgeHost(t, engine)
  assert.ok(host)
  const ofFile = { name: 'client_1' }
  await assert.rejects(host.call(DeleteEdgeClient, { params: ofFile }), { code: 'edge.owned-by-file' })
  const [key] = (await host.call(GetEdgeClient, { params: ofFile })).keys
  await assert.rejects(host.call(RevokeEdgeClientKey, { params: { ...ofFile, id: key?.id ?? '' } }), {
    code: 'edge.owned-by-file',
  })
  await assert.rejects(host.call(CreateEdgeClient, { body: ofFile }), { code: 'edge.client-taken' })
  const made = await host.call(CreateEdgeClientKey, { params: ofFile, body: {} })
  assert.equal((await host.ask('/client_statistics', made.key)).status, 200)
  await host.call(CreateEdgeClient, { body: params })
  const problems = await host.reload({ edge: { clients: [{ name: 'acme', key: 'a-key-of-the-file' }] } })
  assert.deepEqual(
    problems.map(({ path }) => path),
    [['edge', 'clients', 0, 'name']],
  )
  assert.deepEqual(await host.reload({ edge: { clients: [{ name: 'client_2', key: 'another-key' }] } }), [])
  const asked = [keys.client_1, keys.client_2, made.key, 'another-key']
  const statuses = await Promise.all(asked.map(async one => (await host.ask('/client_statistics', one)).status))
  assert.deepEqual(statuses, [401, 401, 401, 200])
  assert.deepEqual(
    (await host.call(ListEdgeClients)).items.map(({ name, origin }) => [name, origin]),
    [
      ['acme', 'api'],
      ['client_2', 'file'],
    ],
  )
})

test('a client that is deleted takes its objects and their values with it', async t => {
  const host = await edgeHost(t, engine)
  assert.ok(host)
  await host.call(CreateEdgeClient, { body: params })
  const { key } = await host.call(CreateEdgeClientKey, { params, body: {} })
  const body = [{ object: 'boiler', metric: 'temperature', value: 20 }]
  assert.equal((await host.ask('/api/v1/telemetry', key, { method: 'POST', body })).status, 202)
  assert.equal((await host.call(ListDevices)).items.length, 1)
  await host.call(DeleteEdgeClient, { params })
  assert.equal((await host.call(ListDevices)).items.length, 0)
  assert.deepEqual(await host.select({ matchers: [], from: 0, to: host.clock.now() }), [])
  assert.equal((await host.ask('/client_statistics', key)).status, 401)
})

test('who asks too often is told when to come back, with whichever key of the client, and others are not', async t => {
  const host = await edgeHost(t, engine)
  assert.ok(host)
  const ask = (key: string) => host.ask('/processed_data', key)
  let refused = await ask(keys.client_1)
  for (let count = 0; count < 3_000 && refused.status !== 429; count++) refused = await ask(keys.client_1)
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers['retry-after']) >= 1)
  assert.equal((await host.ask('/client_statistics', keys.client_2)).status, 200)
  await host.clock.advance(2 * second)
  assert.notEqual((await ask(keys.client_1)).status, 429)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { defineOperation } from '../service/operation.ts'
import { defineService, serve } from '../service/service.ts'
import { smallDisk } from '../testing/faults/full-disk.ts'
import { type TestHost, testHost, testKey } from '../testing/host.ts'

const KeepText = defineOperation({
  service: 'shelf',
  name: 'KeepText',
  method: 'POST',
  path: '/api/v1/shelf',
  access: 'public',
  body_limit: 1_048_576,
  summary: 'Keeps a text',
  body: Type.Object({ text: Type.String() }, { additionalProperties: false }),
  output: Type.Object({ kept: Type.Integer() }),
})
const CountShelf = defineOperation({
  service: 'counter',
  name: 'CountShelf',
  method: 'POST',
  path: '/api/v1/count',
  access: 'public',
  body_limit: 1_048_576,
  summary: 'Has the shelf keep a text',
  body: Type.Object({ text: Type.String() }, { additionalProperties: false }),
  output: Type.Object({ kept: Type.Integer() }),
})

type Tables = { text: { text: string } }

const shelf = defineService({
  name: 'shelf',
  migrations: {
    '0001-create-text': { up: db => db.schema.createTable('text').addColumn('text', 'text').execute() },
  },
  start: ({ store }) => ({
    serves: [
      serve(KeepText, async ({ body }) => {
        await store.transaction(() => store.query<Tables>().insertInto('text').values(body).execute())
        return { kept: body.text.length }
      }),
    ],
  }),
})
const counter = defineService({
  name: 'counter',
  start: ({ call }) => ({ serves: [serve(CountShelf, ({ body }) => call(KeepText, { body }))] }),
})
const doubtful = defineService({
  name: 'doubtful',
  start: () => ({
    health: () => [{ severity: 'degraded', code: 'doubtful.slow', message: 'it is slow', since: null }],
  }),
})
const mebibyte = 1_048_576
/** Why it is not ready is told to who may read figures. */
const withKey = ({ host }: TestHost) =>
  host.app.inject({ url: '/readyz', headers: { authorization: `Bearer ${testKey}` } })
const large = { text: 'x'.repeat(mebibyte / 2) }

test('while nothing can be stored readiness is refused with the cause, and comes back by itself', async t => {
  const disk = smallDisk(t, 8 * mebibyte)
  if (!disk) return
  const host = await testHost(t, { services: [shelf, counter], data: `${disk.folder}/data` })
  const { inject, until } = host
  assert.equal((await inject('GET', '/readyz')).status, 200)
  disk.fill()
  const refused = await inject('POST', KeepText.path, large)
  assert.equal(refused.status, 503)
  assert.equal(JSON.parse(refused.body).code, 'store.disk-full')
  assert.deepEqual(await inject('GET', '/readyz'), { status: 503, body: '{"status":"failing"}' })
  const ready = await withKey(host)
  assert.equal(ready.statusCode, 503)
  const { status, services, causes } = ready.json()
  assert.deepEqual([status, services.shelf], ['failing', 'failing'])
  assert.equal(causes.shelf[0].code, 'store.disk-full')
  assert.equal(causes.shelf[0].message, `the disk of ${disk.folder}/data is full`)
  assert.equal((await inject('GET', '/healthz')).status, 200)
  assert.match((await inject('GET', '/metrics')).body, /^vigie_service_healthy\{service="shelf"\} 0$/m)
  assert.match((await inject('GET', '/metrics')).body, /^vigie_disk_free_bytes \d+$/m)
  disk.free()
  await until('it is ready without anybody writing', async () => (await inject('GET', '/readyz')).status === 200)
  assert.equal((await inject('POST', KeepText.path, large)).status, 200)
})

test('whoever asks one service that asks another is told the cause of the other', async t => {
  const disk = smallDisk(t, 8 * mebibyte)
  if (!disk) return
  const { inject } = await testHost(t, { services: [shelf, counter], data: `${disk.folder}/data` })
  disk.fill()
  const refused = await inject('POST', CountShelf.path, large)
  assert.deepEqual([refused.status, JSON.parse(refused.body).code], [503, 'store.disk-full'])
})

test('what a service says of itself is told, and what is only degraded is ready', async t => {
  const host = await testHost(t, { services: [doubtful] })
  const { inject, call } = host
  const ready = await withKey(host)
  assert.deepEqual([ready.statusCode, ready.json().services], [200, { doubtful: 'degraded' }])
  for (const authorization of [undefined, 'Bearer over', 'nonsense']) {
    const answer = await host.host.app.inject({ url: '/readyz', headers: authorization ? { authorization } : {} })
    assert.deepEqual([answer.statusCode, answer.json()], [200, { status: 'degraded' }])
  }
  const { healthOperations } = await import('./health-operations.ts')
  const { services } = await call(healthOperations.system)
  assert.equal(services[0]?.causes[0]?.code, 'doubtful.slow')
  assert.equal((await inject('GET', healthOperations.system.path)).status, 401)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { freePort } from '../testing/children.ts'
import { testHost } from '../testing/host.ts'
import { defineOperation } from './operation.ts'
import { defineService, serve } from './service.ts'

const Output = Type.Object({ ip: Type.String() })
const common = { method: 'GET', access: 'public', summary: 'Where you sit', output: Output } as const
const WhereAmI = defineOperation({ ...common, name: 'WhereAmI', service: 'door', path: '/api/v1/where' })
const AskTheDoor = defineOperation({ ...common, name: 'AskTheDoor', service: 'hall', path: '/api/v1/ask' })

const door = defineService({
  name: 'door',
  start: () => ({
    serves: [serve(WhereAmI, ({ ip }) => ({ ip }))],
  }),
})
const hall = defineService({
  name: 'hall',
  start: ({ call }) => ({ serves: [serve(AskTheDoor, () => call(WhereAmI, {}))] }),
})
const cluster_key = 'a-key-of-the-cluster-of-at-least-32-characters'

const asked = {
  ...{ method: 'GET', url: '/api/v1/ask', remoteAddress: '10.1.2.3' },
  headers: { 'x-forwarded-for': '6.6.6.6, 198.51.100.7' },
} as const
const network = { trusted_proxies: ['10.0.0.0/8'] }

test('a service that passes a question on says where whoever asked sits, as proxies of ours say it', async t => {
  const { host } = await testHost(t, { services: [door, hall], config: { network } })
  assert.deepEqual((await host.app.inject(asked)).json(), { ip: '198.51.100.7' })
  const direct = await host.app.inject({ ...asked, remoteAddress: '203.0.113.9' })
  assert.deepEqual(direct.json(), { ip: '203.0.113.9' })
})

test('so it does over HTTP', async t => {
  const port = await freePort()
  const peers = { door: `http://127.0.0.1:${port}` }
  const away = await testHost(t, { services: [door], config: { cluster_key } })
  await away.host.listen({ host: '127.0.0.1', port })
  const { host } = await testHost(t, { services: [hall], config: { cluster_key, peers, network } })
  assert.deepEqual((await host.app.inject(asked)).json(), { ip: '198.51.100.7' })
})

test('nobody else can say where they sit', async t => {
  const { host } = await testHost(t, { services: [door] })
  const headers = { ...asked.headers, 'x-vigie-ip': '10.0.0.1' }
  const answer = await host.app.inject({ ...asked, url: '/api/v1/where', remoteAddress: '203.0.113.9', headers })
  assert.equal(answer.json().ip, '203.0.113.9')
})

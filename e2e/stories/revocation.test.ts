import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Type } from 'typebox'
import { CreateApiKey, DeleteUser, RevokeApiKey, RevokeSession } from '../../contracts/identity/identity.ts'
import { SignIn } from '../../contracts/identity/sign-in.ts'
import { authenticateRequest } from '../../kit/auth/auth.ts'
import { defineOperation } from '../../kit/service/operation.ts'
import { defineService, serve } from '../../kit/service/service.ts'
import { freePort } from '../../kit/testing/children.ts'
import { testClock } from '../../kit/testing/clock.ts'
import { testHost } from '../../kit/testing/host.ts'
import { access } from '../../services/access/service.ts'
import { identity } from '../../services/identity/service.ts'
import { password, waysOf } from '../../services/identity/testing/identity-host.ts'

const read = { method: 'GET' } as const
const write = { method: 'POST' } as const

const Touch = defineOperation({
  name: 'Touch',
  service: 'thing',
  method: 'POST',
  path: '/api/v1/thing',
  access: 'responder',
  summary: 'Changes something',
  output: Type.Object({ by: Type.String() }),
})
const thing = defineService({
  name: 'thing',
  start: () => ({ serves: [serve(Touch, ({ caller }) => ({ by: caller.name }))] }),
})

test('in two processes, over HTTP: who signs in at one may act at the other, until it is revoked, for at most 5 s more', async t => {
  const cluster_key = 'a-key-of-the-cluster-of-at-least-32-characters'
  const port = await freePort()
  const peers = { identity: `http://127.0.0.1:${port}` }
  const far = waysOf(await testHost(t, { services: [thing, access], config: { cluster_key, peers } }))
  const farAddress = await far.host.listen({ host: '127.0.0.1', port: 0 })
  const config = { cluster_key, peers: { thing: farAddress } }
  const home = waysOf(await testHost(t, { services: [identity, access], config }))
  await home.host.listen({ host: '127.0.0.1', port })

  const { id } = await home.user('responder')
  const signed = await home.ask(SignIn, { body: { email: 'responder@example.test', password } })
  const token = signed.body.token
  const { key, id: key_id } = await home.call(CreateApiKey, { body: { name: 'ci', role: 'responder' } })
  const touch = async (by: string) => (await far.ask(Touch, { token: by })).status
  assert.deepEqual([await touch(token), await touch(key)], [200, 200])

  const session = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sid
  await home.call(RevokeSession, { params: { id: session } })
  await far.until('the session is over', async () => (await touch(token)) === 401, { within_s: 5 })
  await home.call(RevokeApiKey, { params: { id: key_id } })
  await far.until('the key is over', async () => (await touch(key)) === 401, { within_s: 5 })
  const again = await home.signIn('responder@example.test')
  assert.equal(await touch(again), 200)
  await home.call(DeleteUser, { params: { id } })
  await far.until('the user is gone', async () => (await touch(again)) === 401, { within_s: 5 })
})

test('in two processes: a minute after identity is gone nothing is changed any more, what is only read still is', async t => {
  const cluster_key = 'a-key-of-the-cluster-of-at-least-32-characters'
  const port = await freePort()
  const peers = { identity: `http://127.0.0.1:${port}` }
  const clock = testClock(Date.now())
  const far = waysOf(await testHost(t, { services: [thing, access], clock, config: { cluster_key, peers } }))
  const home = waysOf(await testHost(t, { services: [identity, access], config: { cluster_key } }))
  await home.host.listen({ host: '127.0.0.1', port })
  await home.user('responder')
  const token = await home.signIn('responder@example.test')
  const known = far.host.services().flatMap(({ authenticates }) => authenticates ?? [])
  const who = async ({ method }: { method: string }) => {
    const asking = authenticateRequest({ method, headers: { authorization: `Bearer ${token}` } }, known)
    return asking.then(
      ({ name }) => name,
      (refusal: { code: string }) => refusal.code,
    )
  }
  assert.equal(await who(write), 'A responder', 'asked for what it had never heard of')
  await home.host.stop()
  clock.stall(59_000)
  assert.equal(await who(write), 'A responder')
  clock.stall(2_000)
  assert.equal(await who(write), 'access.stale-copy')
  assert.equal(await who(read), 'A responder')
})

test('nothing but the cluster may ask for the copy', async t => {
  const host = waysOf(await testHost(t, { services: [identity, access] }))
  await host.user('admin')
  const body = { since: 0, used_keys: [] }
  const asked = (token?: string) => host.send('POST', '/internal/access', { body, token })
  assert.equal((await asked()).status, 401)
  assert.equal((await asked(await host.signIn('admin@example.test'))).body.code, 'auth.cluster-only')
})

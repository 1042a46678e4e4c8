import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { SignJWT } from 'jose'
import { SyncAccess } from '../../contracts/identity/access.ts'
import { authenticateRequest } from '../../kit/auth/auth.ts'
import { personOf } from '../../kit/auth/caller.ts'
import { defineService, serve } from '../../kit/service/service.ts'
import { testClock } from '../../kit/testing/clock.ts'
import { onBothEngines, type TestEngine } from '../../kit/testing/engines.ts'
import { testHost } from '../../kit/testing/host.ts'
import { access } from './service.ts'
import { sampleAccess } from './testing/sample-access.ts'

const read = { method: 'GET' } as const
const write = { method: 'POST' } as const

async function alone(t: TestContext, engine: Pick<TestEngine, 'host'>) {
  const host = await engine.host(t, { services: [access], clock: testClock(Date.now()) })
  if (!host) return null
  const known = host.host.services().flatMap(({ authenticates }) => authenticates ?? [])
  const who = async (token: string, { method } = read as { method: string }) => {
    const asking = authenticateRequest({ method, headers: { authorization: `Bearer ${token}` } }, known)
    return asking.then(
      ({ name, role }) => `${name}, ${role}`,
      (refusal: { code: string }) => refusal.code,
    )
  }
  return { ...host, who }
}

onBothEngines('the copy', engine => {
  test('knows people and keys by what it heard, in whatever order it came', async t => {
    const host = await alone(t, engine)
    if (!host) return
    const sample = await sampleAccess()
    await host.tell('access', ...sample.facts)
    assert.equal(await host.who(await sample.token('u1', 's1')), 'Ada, responder')
    assert.equal(await host.who(await sample.token('u1', 's2')), 'auth.unknown-token', 'a session that was revoked')
    assert.equal(await host.who(await sample.token('u2', 's3')), 'auth.unknown-token', 'a user who is deleted')
    assert.equal(await host.who(await sample.token('u9', 's9')), 'auth.unknown-token', 'nobody')
    assert.equal(await host.who(sample.keys.good), 'ci, responder')
    assert.equal(await host.who(sample.keys.greedy), 'greedy, responder')
    assert.equal(await host.who(sample.keys.revoked), 'auth.unknown-token')
    assert.equal(await host.who(sample.keys.orphan), 'auth.unknown-token')
  })

  test('that has not heard of identity refuses what changes something and lets reads through', async t => {
    const host = await alone(t, engine)
    if (!host) return
    const sample = await sampleAccess()
    await host.tell('access', ...sample.facts)
    assert.equal(await host.who(await sample.token('u1', 's1'), write), 'access.stale-copy')
    assert.equal(await host.who(sample.keys.good, write), 'access.stale-copy')
    assert.equal(await host.who(await sample.token('u1', 's1'), read), 'Ada, responder')
    assert.equal(await host.who('rubbish', write), 'auth.unknown-token')
  })
})

test('a key is the person whom it belongs to, like each session of that person; one without an owner is nobody', async t => {
  const host = await alone(t, { host: testHost })
  const sample = await sampleAccess()
  await host!.tell('access', ...sample.facts)
  const known = host!.host.services().flatMap(({ authenticates }) => authenticates ?? [])
  const personWith = async (token: string) =>
    personOf(await authenticateRequest({ method: 'GET', headers: { authorization: `Bearer ${token}` } }, known))
  const ada = [await sample.token('u1', 's1'), await sample.token('u1', 's3'), sample.keys.greedy]
  for (const token of ada) assert.equal(await personWith(token), 'u1')
  assert.equal(await personWith(sample.keys.good), null)
})

test('whoever makes keys up does not make the process ask identity for each of them', async t => {
  let asked = 0
  const nothing = { revision: 0, reset: false, users: [], keys: [], signing_keys: [], revoked_sessions: [] }
  const counting = defineService({
    name: 'identity',
    start: () => ({
      serves: [
        serve(SyncAccess, () => {
          asked += 1
          return nothing
        }),
      ],
    }),
  })
  const host = await testHost(t, { services: [counting, access], clock: testClock() })
  const statuses = new Set<number>()
  for (let at = 0; at < 100; at++) {
    const authorization = `Bearer vg_${String(at).padStart(10, '0')}_${'x'.repeat(43)}`
    const url = '/api/v1/installation'
    statuses.add((await host.host.app.inject({ method: 'GET', url, headers: { authorization } })).statusCode)
  }
  assert.deepEqual([...statuses], [401])
  assert.ok(asked <= 25, `${asked} times`)
})

test('a token that is forged, of another kind, expired or from tomorrow is refused', async t => {
  const host = await alone(t, { host: testHost })
  const sample = await sampleAccess()
  await host!.tell('access', ...sample.facts)
  const good = await sample.token('u1', 's1')
  const [head = '', body = '', signature = ''] = good.split('.')
  const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const hmac = await new SignJWT({ sub: 'u1', sid: 's1', iss: 'vigie', aud: 'vigie' })
    .setProtectedHeader({ alg: 'HS256', kid: sample.kid, typ: 'at+jwt' })
    .setExpirationTime('5m')
    .sign(new TextEncoder().encode(sample.x))
  const bad = [
    `${head}.${encoded({ sub: 'u1', sid: 's1', exp: 9_999_999_999, iat: 1, iss: 'vigie', aud: 'vigie' })}.${signature}`,
    `${encoded({ alg: 'none', kid: sample.kid, typ: 'at+jwt' })}.${body}.`,
    hmac,
    `${head}.${body}.`,
    `${head}.${body}`,
    `${good}x`,
    'eyJ',
    'eyJ.eyJ.eyJ',
    await sample.token('u1', 's1', { exp: -60 }),
    await sample.token('u1', 's1', { aud: 'somebody' }),
    await sample.token('u1', 's1', { typ: 'JWT' }),
    await sample.token('u1', 's1', { kid: 'another' }),
  ]
  assert.equal(await host!.who(good), 'Ada, responder')
  for (const token of bad) assert.equal(await host!.who(token), 'auth.unknown-token', token)
})

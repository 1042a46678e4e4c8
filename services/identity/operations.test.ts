import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { SyncAccess } from '../../contracts/identity/access.ts'
import * as people from '../../contracts/identity/identity.ts'
import { testClock } from '../../kit/testing/clock.ts'
import { onBothEngines, type TestEngine } from '../../kit/testing/engines.ts'
import { testHost } from '../../kit/testing/host.ts'
import { type IdentityHost, identityHost, password } from './testing/identity-host.ts'

type Served = { readonly name: string; readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string }

async function served(
  t: TestContext,
  engine: Pick<TestEngine, 'host'> = { host: testHost },
): Promise<{ host: IdentityHost; operations: readonly Served[] }> {
  const host = await identityHost(t, engine, { bus: 'kind', clock: testClock(Date.now()) })
  const all = host?.host.services().flatMap(({ serves }) => serves ?? []) ?? []
  return { host: host!, operations: all.map(({ operation }) => operation) }
}

test('another one’s session does not exist, and another one’s list is forbidden', async t => {
  const { host } = await served(t)
  const { id: other } = await host.user('responder')
  await host.user('viewer')
  const theirs = await host.signIn('responder@example.test')
  const token = await host.signIn('viewer@example.test')
  const session = (await host.ask(people.GetMe, { token: theirs })).body.session_id ?? ''
  for (const operation of [people.GetSession, people.RevokeSession]) {
    assert.equal((await host.ask(operation, { token, id: session })).status, 404)
  }
  const list = (query: string) => host.send('GET', `/api/v1/sessions${query}`, { token })
  assert.equal((await list(`?user_id=${other}`)).status, 403)
  const mine = await host.ask(people.ListSessions, { token })
  assert.deepEqual(
    mine.body.items.map(({ current, user_agent }) => [current, user_agent]),
    [[true, 'lightMyRequest']],
  )
  assert.doesNotMatch(JSON.stringify(mine.body), /sha256|secret/)
  assert.equal((await host.ask(people.RevokeSession, { token, id: mine.body.items[0]!.id })).status, 204)
})

onBothEngines('bodies of every sort', engine => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\0', '../..', 'a@b.test', password, '💥'))
  const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 3 }))
  const fields = [
    ...['email', 'password', 'otp', 'token', 'code', 'name', 'role', 'state', 'action', 'scopes', 'expires_at'],
    ...['language', 'time_zone', 'notifications', 'followed_components', 'current_password', 'since', 'used_keys'],
  ]
  const shaped = fc.dictionary(fc.constantFrom(...fields, '__proto__', 'constructor'), value)
  const body = fc.oneof(shaped, fc.jsonValue())
  const runs = Number(process.env.VIGIE_FUZZ_RUNS ?? 50)

  test('never break anything: each refusal is a problem that has a code', async t => {
    const { host, operations } = await served(t, engine)
    if (!host) return
    await host.user('admin')
    const tokens = [undefined, await host.signIn('admin@example.test')]
    const used = new Set<string>([SyncAccess.name])
    for (const operation of operations.filter(({ name }) => !used.has(name))) {
      const once = async (sent: unknown, id: string, signed: number): Promise<void> => {
        const url = operation.path.replace(':id', encodeURIComponent(id) || 'x')
        const query = `?limit=2&cursor=${encodeURIComponent(id)}`
        const sort = operation.method === 'GET' ? { query, body: undefined } : { query: '', body: sent }
        const answer = await host.send(operation.method, `${url}${sort.query}`, {
          token: tokens[signed],
          body: sort.body,
        })
        assert.ok(answer.status < 500, `${operation.name} answered ${answer.status}`)
        if (answer.status < 400) return
        assert.match(String(answer.headers['content-type']), /^application\/problem\+json/)
        assert.match(answer.body.code, /^[a-z]+\.[a-z-]+$/)
      }
      const index = fc.integer({ min: 0, max: 1 })
      await fc.assert(fc.asyncProperty(body, text, index, once), { numRuns: runs })
    }
  })
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeyChanged } from '../../contracts/access.ts'
import {
  CreateApiKey,
  DeleteUser,
  GetMe,
  ListApiKeys,
  ListAudit,
  ListUsers,
  RevokeApiKey,
  UpdateUser,
} from '../../contracts/identity.ts'
import { testClock } from '../../kit/testing/clock.ts'
import { onBothEngines } from '../../kit/testing/engines.ts'
import { identityHost } from './testing/identity-host.ts'

onBothEngines('an API key', engine => {
  test('is shown once, kept as a hash, and does what its role and scopes say', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    const body = { name: 'ci', role: 'responder', scopes: ['metrics'] } as const
    const made = await host.call(CreateApiKey, { body: { ...body, scopes: ['metrics'] } })
    assert.match(made.key, new RegExp(`^vg_${made.id}_[\\w-]{43}$`))
    const me = await host.ask(GetMe, { token: made.key })
    assert.deepEqual(
      [me.body.kind, me.body.name, me.body.role, me.body.scopes],
      ['key', 'ci', 'responder', ['metrics']],
    )
    assert.equal((await host.ask(ListUsers, { token: made.key })).status, 403)
    const secret = made.key.split('_').slice(2).join('_')
    const said = JSON.stringify(await host.said('identity', KeyChanged))
    assert.ok(!said.includes(secret))
    assert.ok(!JSON.stringify(await host.call(ListApiKeys)).includes(secret))
    const forged = `${made.key.slice(0, -1)}${made.key.endsWith('A') ? 'B' : 'A'}`
    assert.equal((await host.ask(GetMe, { token: forged })).status, 401)
  })

  test('without a role opens only what its scopes open', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    const { key } = await host.call(CreateApiKey, { body: { name: 'prometheus', role: 'none', scopes: ['metrics'] } })
    assert.equal((await host.ask(GetMe, { token: key })).status, 403)
    const scraped = await host.send('GET', '/metrics', { token: key, headers: { 'x-forwarded-for': '203.0.113.9' } })
    assert.equal(scraped.status, 200)
  })

  test('cannot be given the scope of the cluster, nor an end that has passed', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    const create = (body: object) => host.call(CreateApiKey, { body: { name: 'x', ...body } })
    await assert.rejects(create({ scopes: ['cluster'] }), { code: 'http.invalid' })
    await assert.rejects(create({ expires_at: '2020-01-01T00:00:00Z' }), { code: 'identity.key-expired' })
  })

  test('says when it was last used, works until it expires, and is over within moments when revoked', async t => {
    const clock = testClock()
    const host = await identityHost(t, engine, { clock })
    if (!host) return
    const expires_at = '2026-01-05T10:00:00.000Z'
    const limited = await host.call(CreateApiKey, { body: { name: 'for two hours', expires_at } })
    const plain = await host.call(CreateApiKey, { body: { name: 'plain' } })
    const status = async (token: string) => (await host.ask(GetMe, { token })).status
    assert.deepEqual([await status(limited.key), await status(plain.key)], [200, 200])
    await host.until('the use is known', async () => {
      await clock.advance(1_000)
      return (await host.call(ListApiKeys)).items.every(({ last_used_at }) => last_used_at !== null)
    })
    clock.stall(2 * 3_600_000)
    assert.deepEqual([await status(limited.key), await status(plain.key)], [401, 200])
    await host.call(RevokeApiKey, { params: { id: plain.id } })
    await host.until('it is over', async () => (await status(plain.key)) === 401, 5_000)
    const [told] = (await host.call(ListAudit, { query: { action: 'api-key.revoked' } })).items
    assert.deepEqual([told?.before?.name, told?.after], ['plain', null])
    await assert.rejects(host.call(RevokeApiKey, { params: { id: plain.id } }), { code: 'identity.key-not-found' })
  })

  test('never does more than who made it, and ends with them', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    const { id } = await host.user('admin')
    await host.user('admin', 'second@example.test')
    const token = await host.signIn('admin@example.test')
    const made = await host.ask(CreateApiKey, { token, body: { name: 'mine', role: 'admin' } })
    const users = async () => (await host.ask(ListUsers, { token: made.body.key })).status
    assert.equal(await users(), 200)
    await host.call(UpdateUser, { params: { id }, body: { role: 'viewer' } })
    await host.until('it is small', async () => (await users()) === 403, 5_000)
    await host.call(DeleteUser, { params: { id } })
    await host.until('it is over', async () => (await users()) === 401, 5_000)
  })
})

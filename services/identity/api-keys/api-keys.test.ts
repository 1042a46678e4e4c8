import assert from 'node:assert/strict'
import { test } from 'node:test'
import { KeyChanged, KeyScope } from '../../../contracts/identity/access.ts'
import {
  CreateApiKey,
  DeleteUser,
  GetMe,
  ListApiKeys,
  ListAudit,
  ListUsers,
  RevokeApiKey,
  UpdateUser,
} from '../../../contracts/identity/identity.ts'
import { AuditStore } from '../../../kit/audit/audit-store.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { AccountStore } from '../accounts/account-store.ts'
import { giveKeysOwners } from '../migrations/0003-give-keys-owners.ts'
import { migrations } from '../migrations/migrations.ts'
import { identityHost } from '../testing/identity-host.ts'
import type { ApiKey } from './api-key.ts'
import { ApiKeyStore } from './api-key-store.ts'

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
    await host.until('it is over', async () => (await status(plain.key)) === 401, { within_s: 5 })
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
    await host.until('it is small', async () => (await users()) === 403, { within_s: 5 })
    await host.call(DeleteUser, { params: { id } })
    await host.until('it is over', async () => (await users()) === 401, { within_s: 5 })
  })

  test('grants nothing, whatever its role and scopes: users, keys and sessions are made, changed and ended by people', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    const { id } = await host.user('admin')
    const token = await host.signIn('admin@example.test')
    const scopes = [...KeyScope.enum]
    const { body } = await host.ask(CreateApiKey, { token, body: { name: 'mine', role: 'admin', scopes } })
    const operations = host.host.services().flatMap(({ serves }) => serves ?? [])
    const orders = operations
      .map(({ operation }) => operation)
      .filter(({ method, access, audience }) => method !== 'GET' && access !== 'public' && audience !== 'cluster')
    assert.ok(orders.length >= 10)
    const before = await host.call(ListAudit)
    for (const order of orders) {
      const url = order.path.replace(':id', id)
      const { status, body: problem } = await host.send(order.method, url, { token: body.key, body: {} })
      assert.deepEqual([status, problem.code], [403, 'auth.people-only'], order.name)
    }
    assert.deepEqual(await host.call(ListAudit), before)
  })

  test('opens with a scope only what its owner may open', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    const { id } = await host.user('admin')
    await host.user('admin', 'second@example.test')
    const token = await host.signIn('admin@example.test')
    const made = await host.ask(CreateApiKey, { token, body: { name: 'scrape', scopes: ['metrics'] } })
    const headers = { 'x-forwarded-for': '203.0.113.9' }
    const scrape = async () => (await host.send('GET', '/metrics', { token: made.body.key, headers })).status
    assert.equal(await scrape(), 200)
    await host.call(UpdateUser, { params: { id }, body: { role: 'responder' } })
    await host.until('it is small', async () => (await scrape()) === 403, { within_s: 5 })
    await host.call(UpdateUser, { params: { id }, body: { state: 'disabled' } })
    await host.until('it is over', async () => (await scrape()) === 401, { within_s: 5 })
  })

  test('that an earlier version let a key make belongs to the owner of that key, ends with it, and is revoked where it was', async t => {
    const { '0003-give-keys-owners': _later, ...earlier } = migrations
    const store = await engine.store(t, earlier)
    if (!store) return
    const keys = new ApiKeyStore(store)
    const audit = new AuditStore(store)
    const stored = { name: 'x', sha256: '', role: 'admin', scopes: [], created_at: '', last_used_at: null } as const
    const key = (id: string, more: Partial<ApiKey> = {}): ApiKey => ({
      ...{ ...stored, id, revision: 5, user_id: null, expires_at: null, revoked_at: null },
      ...more,
    })
    const makes = (maker: string, id: string, at: string) => ({
      ...{ id: `a-${id}`, at, service: 'identity', action: 'api-key.created', before: null, after: null },
      ...{ actor: { id: maker, kind: 'key', name: maker }, subject: { kind: 'api-key', id } },
    })
    await store.transaction(async () => {
      await new AccountStore(store).nextRevision(5)
      await keys.add(key('own', { user_id: 'ada', expires_at: '2027-01-01T00:00:00.000Z' }))
      for (const id of ['child', 'grandchild', 'operators']) await keys.add(key(id))
      await keys.add(key('over', { revoked_at: '2026-01-01T00:00:00.000Z' }))
      await keys.add(key('of-over'))
      await audit.add(makes('own', 'child', '2026-01-01'))
      await audit.add(makes('child', 'grandchild', '2026-01-02'))
      await audit.add(makes('admin-key', 'operators', '2026-01-03'))
      await audit.add(makes('over', 'of-over', '2026-01-04'))
      await giveKeysOwners.up(store.query<unknown>())
    })
    const now = await keys.changedSince(0)
    assert.deepEqual(
      now.map(({ id, user_id, expires_at, revoked_at }) => [id, user_id, expires_at, revoked_at]).toSorted(),
      [
        ['child', 'ada', '2027-01-01T00:00:00.000Z', null],
        ['grandchild', 'ada', '2027-01-01T00:00:00.000Z', null],
        ['of-over', null, null, '2026-01-01T00:00:00.000Z'],
        ['operators', null, null, null],
        ['over', null, null, '2026-01-01T00:00:00.000Z'],
        ['own', 'ada', '2027-01-01T00:00:00.000Z', null],
      ],
    )
    assert.deepEqual((await keys.changedSince(5)).map(({ id }) => id).toSorted(), ['child', 'grandchild', 'of-over'])
  })
})

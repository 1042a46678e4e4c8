import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MailWanted, UserChanged } from '../../../contracts/identity/access.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import * as contract from '../../../contracts/identity/identity.ts'
import { AcceptInvitation, ResetPassword, SignIn } from '../../../contracts/identity/sign-in.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { type IdentityHost, identityHost, password } from '../testing/identity-host.ts'
import { AccountStore } from './account-store.ts'

const { CreateUser, DeleteUser, GetMe, GetUser, InviteUser, ListApiKeys, ListAudit, ListSessions, ListUsers } = contract
const { UpdateMe, UpdateUser } = contract

async function lastLetter(
  host: IdentityHost,
): Promise<{ token: string; kind: string; to: string; expires_at: string }> {
  const letter = (await host.said('identity', MailWanted)).at(-1)
  assert.ok(letter)
  return { ...letter, token: letter.path.split('#')[1] ?? '' }
}

onBothEngines('a user', engine => {
  test('without a password is invited by e-mail, chooses one, and is signed in; the link works once', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    const body = { email: 'ada@example.test', name: 'Ada', role: 'responder' } as const
    assert.equal((await host.call(CreateUser, { body })).state, 'invited')
    assert.equal((await host.ask(SignIn, { body: { email: body.email, password } })).status, 401)
    const { token, to, kind } = await lastLetter(host)
    assert.deepEqual([to, kind], ['ada@example.test', 'invitation'])
    const accepted = await host.ask(AcceptInvitation, { body: { token, password, name: 'Ada L.' } })
    assert.equal(accepted.status, 200)
    assert.equal(accepted.body.user.state, 'active')
    assert.equal((await host.ask(GetMe, { token: accepted.body.token })).body.name, 'Ada L.')
    assert.equal((await host.ask(AcceptInvitation, { body: { token, password } })).body.code, 'identity.link-invalid')
  })

  test('is invited again with another link, and the earlier one is dead', async t => {
    const clock = testClock()
    const host = await identityHost(t, engine, { clock })
    if (!host) return
    const { id } = await host.call(CreateUser, { body: { email: 'ada@example.test', name: 'Ada', role: 'viewer' } })
    const first = await lastLetter(host)
    await host.call(InviteUser, { params: { id } })
    const second = await lastLetter(host)
    assert.equal((await host.ask(AcceptInvitation, { body: { token: first.token, password } })).status, 401)
    clock.stall(48 * 3_600_000 + 1)
    assert.equal((await host.ask(AcceptInvitation, { body: { token: second.token, password } })).status, 401)
    await host.call(InviteUser, { params: { id } })
    const third = await lastLetter(host)
    assert.equal((await host.ask(AcceptInvitation, { body: { token: third.token, password } })).status, 200)
    await assert.rejects(host.call(InviteUser, { params: { id } }), { code: 'identity.not-invited' })
  })

  test('is not invited any more by somebody who may not invite any more', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    await host.user('admin')
    const second = await host.user('admin', 'second@example.test')
    const token = await host.signIn('second@example.test')
    const body = { email: 'ada@example.test', name: 'Ada', role: 'admin' } as const
    const { id } = (await host.ask(CreateUser, { token, body })).body
    const letter = await lastLetter(host)
    const { revision } = second
    const present = await host.call(UpdateUser, {
      params: { id: second.id },
      query: { revision },
      body: { role: 'responder' },
    })
    const unseen = host.call(UpdateUser, { params: { id: second.id }, query: { revision }, body: { role: 'viewer' } })
    await assert.rejects(unseen, { code: 'identity.changed-meanwhile', present })
    const accept = (link: string) => host.ask(AcceptInvitation, { body: { token: link, password } })
    assert.equal((await accept(letter.token)).body.code, 'identity.link-invalid')
    const first = await host.signIn('admin@example.test')
    await host.ask(InviteUser, { token: first, id })
    assert.equal((await accept((await lastLetter(host)).token)).status, 200)
  })

  test('who forgot the password gets a link for half an hour; the answer tells nobody who has an account', async t => {
    const clock = testClock()
    const host = await identityHost(t, engine, { clock })
    if (!host) return
    await host.user('viewer')
    const old = await host.signIn('viewer@example.test')
    const ask = (email: string) => host.ask(ResetPassword, { body: { email } })
    const [known, unknown] = [await ask('viewer@example.test'), await ask('nobody@example.test')]
    assert.deepEqual([known.status, known.body], [unknown.status, unknown.body])
    assert.equal(known.status, 202)
    assert.equal((await host.said('identity', MailWanted)).length, 1)
    const { token } = await lastLetter(host)
    const next = 'another good password'
    assert.equal((await host.ask(ResetPassword, { body: { token, password: next } })).body.done, 'password-changed')
    assert.equal((await host.ask(SignIn, { body: { email: 'viewer@example.test', password } })).status, 401)
    assert.equal((await host.ask(SignIn, { body: { email: 'viewer@example.test', password: next } })).status, 200)
    await host.until('earlier sessions are over', async () => (await host.ask(GetMe, { token: old })).status === 401, {
      within_s: 5,
    })
    await ask('viewer@example.test')
    const late = await lastLetter(host)
    clock.stall(30 * 60_000 + 1)
    assert.equal((await host.ask(ResetPassword, { body: { token: late.token, password: next } })).status, 401)
    for (let count = 0; count < 10; count++) await ask('viewer@example.test')
    assert.ok((await host.said('identity', MailWanted)).length <= 6, 'nobody is flooded with letters')
  })

  test('changes what is theirs, and nothing else', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    await host.user('viewer')
    const token = await host.signIn('viewer@example.test')
    const notifications = { email: 'all', minimum_impact: 'major' }
    const mine = { name: 'Zoé', language: 'fr', time_zone: 'Europe/Paris', notifications, followed_components: ['api'] }
    const { status, body } = await host.ask(UpdateMe, { token, body: mine })
    assert.equal(status, 200)
    assert.deepEqual({ ...body, ...mine }, body)
    assert.equal((await host.ask(UpdateMe, { token, body: { role: 'admin' } })).status, 400)
    assert.equal(
      (await host.ask(UpdateMe, { token, body: { time_zone: 'Mars/Olympus' } })).body.code,
      'identity.time-zone',
    )
    const told = (await host.said('identity', UserChanged)).at(-1)
    assert.deepEqual([told?.name, told?.language, told?.followed_components], ['Zoé', 'fr', ['api']])
  })

  test('a weak password, a known address and a name of control characters are refused with the field', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    await host.user('viewer')
    const create = (changes: object) =>
      host.call(CreateUser, { body: { email: 'new@example.test', name: 'New', role: 'viewer', password, ...changes } })
    for (const bad of ['short', 'aaaaaaaaaaaa', 'password1234', 'new@example.test']) {
      await assert.rejects(create({ password: bad }), ({ fields }) => fields[0].field === 'body.password')
    }
    await assert.rejects(create({ email: 'VIEWER@example.test' }), { code: 'identity.email-taken' })
    await assert.rejects(create({ email: 'not an address' }), ({ fields }) => fields[0].field === 'body.email')
    await assert.rejects(create({ name: 'a\nb' }), ({ fields }) => fields[0].field === 'body.name')
  })

  test('is one person, however the address is written', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    const { id } = await host.user('viewer', 'bob@münchen.test')
    const others = ['bob@xn--mnchen-3ya.test', 'BOB@MÜNCHEN.TEST', 'bob@mu\u0308nchen.test', 'bob@münchen.test.']
    for (const email of others) {
      const making = host.call(CreateUser, { body: { email, name: 'Bob', role: 'admin', password } })
      await assert.rejects(making, { code: 'identity.email-taken' }, email)
      assert.equal((await host.ask(SignIn, { body: { email, password } })).body.user.id, id, email)
      await host.ask(ResetPassword, { body: { email } })
    }
    const letters = await host.said('identity', MailWanted)
    assert.deepEqual([...new Set(letters.map(({ to }) => to))], ['bob@münchen.test'])
    await host.user('admin', 'b\u043eb@münchen.test')
    await host.call(UpdateUser, { params: { id }, body: { email: 'bob@xn--mnchen-3ya.test' } })
  })

  test('of whom an earlier version made two, both sign in with the address that they have, and nothing else is lost', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    const store = host.host.store('identity')
    const accounts = new AccountStore(store)
    const first = await host.user('admin', 'bob@münchen.test')
    const second = await host.user('viewer', 'ann@x.test')
    const third = await host.user('viewer', 'kim@zürich.test')
    await store.transaction(async () => {
      const db = store.query<{ account: { id: string; email: string; email_key: string } }>()
      const write = (id: string, email: string) =>
        db.updateTable('account').set({ email, email_key: email }).where('id', '=', id).execute()
      await write(first.id, 'bob@münchen.test')
      await write(second.id, 'bob@xn--mnchen-3ya.test')
      await write(third.id, 'kim@zürich.test')
    })
    assert.deepEqual(await store.transaction(() => accounts.renewKeys()), [[second.id, first.id]])
    assert.deepEqual(await store.transaction(() => accounts.renewKeys()), [[second.id, first.id]], 'told at each start')
    const who = async (email: string) => (await host.ask(SignIn, { body: { email, password } })).body.user?.id
    const emails = ['bob@münchen.test', 'bob@xn--mnchen-3ya.test', 'kim@zürich.test', 'kim@xn--zrich-kva.test']
    const found: (string | undefined)[] = []
    for (const email of emails) found.push(await who(email))
    assert.deepEqual(found, [first.id, second.id, third.id, third.id])
    await host.call(UpdateUser, { params: { id: second.id }, body: { email: 'other@x.test' } })
    assert.deepEqual(await store.transaction(() => accounts.renewKeys()), [])
    assert.equal(await who('bob@xn--mnchen-3ya.test'), first.id)
  })

  test('there is always an administrator', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    const { id } = await host.user('admin')
    const params = { id }
    const isLast = { code: 'identity.last-admin' }
    await assert.rejects(host.call(DeleteUser, { params }), isLast)
    await assert.rejects(host.call(UpdateUser, { params, body: { role: 'viewer' } }), isLast)
    await assert.rejects(host.call(UpdateUser, { params, body: { state: 'disabled' } }), isLast)
    await host.user('admin', 'second@example.test')
    await host.call(DeleteUser, { params })
  })

  test('who is disabled is out within moments, and back in when that is undone', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    const { id } = await host.user('responder')
    const token = await host.signIn('responder@example.test')
    assert.equal((await host.ask(GetMe, { token })).status, 200)
    await host.call(UpdateUser, { params: { id }, body: { state: 'disabled' } })
    await host.until('it is over', async () => (await host.ask(GetMe, { token })).status === 401, { within_s: 5 })
    assert.equal(await host.signIn('responder@example.test'), undefined)
    await host.call(UpdateUser, { params: { id }, body: { state: 'active' } })
    assert.ok(await host.signIn('responder@example.test'))
  })

  test('who is deleted leaves no personal data, and the history stays readable', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    await host.user('admin', 'boss@example.test')
    const { id } = await host.user('admin', 'ada.lovelace@example.test')
    const token = await host.signIn('ada.lovelace@example.test')
    await host.ask(UpdateMe, { token, body: { name: 'Ada Lovelace', followed_components: ['api'] } })
    await host.ask(CreateUser, { token, body: { email: 'other@example.test', name: 'Other', role: 'viewer' } })
    await host.call(DeleteUser, { params: { id } })
    await assert.rejects(host.call(GetUser, { params: { id } }), { code: 'identity.user-not-found' })
    const { items } = await host.call(ListAudit, { query: { limit: 500 } })
    const done = items.find(({ action, actor }) => action === 'user.created' && actor.id === id)
    assert.equal(done?.actor.name, 'deleted user')
    assert.doesNotMatch(JSON.stringify(items), /lovelace/i)
    assert.deepEqual((await host.call(ListSessions, { query: { user_id: id } })).items, [])
    const told = (await host.said('identity', UserChanged)).at(-1)
    assert.deepEqual([told?.state, told?.name, told?.email], ['deleted', 'deleted user', null])
    await host.user('viewer', 'ada.lovelace@example.test')
  })

  test('users are listed page by page, without a secret', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    for (const name of ['a', 'b', 'c', 'd', 'e']) await host.user('viewer', `${name}@example.test`)
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const query: object = { limit: 2, ...(cursor ? { cursor } : {}) }
      const page: { items: contract.User[]; next_cursor: string | null } = await host.call(ListUsers, {
        query,
      } as never)
      seen.push(...page.items.map(({ email }) => email.slice(0, 1)))
      assert.doesNotMatch(JSON.stringify(page), /argon|password|secret/)
      cursor = page.next_cursor
    }
    assert.deepEqual(seen, ['a', 'b', 'c', 'd', 'e'])
    const { next_cursor: other } = await host.call(ListAudit, { query: { limit: 1 } })
    for (const list of [ListUsers, ListApiKeys, ListAudit]) {
      for (const cursor of ['garbage', '1', '', (await host.call(ListUsers)).items[0]?.id ?? '', `${other}A`]) {
        const bad = host.call(list, { query: { cursor } })
        await assert.rejects(bad, { code: 'identity.bad-cursor' }, `${list.name} ${cursor}`)
      }
    }
    await assert.rejects(host.call(ListUsers, { query: { cursor: other ?? '' } }), { code: 'identity.bad-cursor' })
  })
})

onBothEngines('the book of changes', engine => {
  test('says who changed what, before and after, and never a secret', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    await host.user('admin')
    const token = await host.signIn('admin@example.test')
    const { id } = await host.user('viewer')
    await host.ask(UpdateUser, { token, id, body: { role: 'responder', password: 'another good password' } })
    const { items } = await host.call(ListAudit, { query: { subject: id } })
    const [changed, created] = items
    assert.deepEqual(changed?.actor.name, 'A admin')
    assert.deepEqual(changed?.before, { role: 'viewer', password: 'set' })
    assert.deepEqual(changed?.after, { role: 'responder', password: 'set' })
    assert.deepEqual([created?.action, created?.before, created?.actor.name], ['user.created', null, 'admin key'])
    const all = JSON.stringify(await host.call(ListAudit, { query: { limit: 500 } }))
    assert.doesNotMatch(all, /argon2|another good|correct horse/)
  })

  test('hears of changes in other services, once each, however often it is told', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    const change = {
      ...{ id: 'a1', at: '2026-01-05T08:00:00.000Z', service: 'monitor', action: 'check.changed' },
      ...{ actor: { id: 'u1', kind: 'user', name: 'Ada' }, subject: { kind: 'check', id: 'c1' } },
      ...{ before: { interval_s: 20 }, after: { interval_s: 60 } },
    }
    const said = fact(AuditRecorded, 'c1', change)
    await host.tell('identity', said, said, said)
    const { items } = await host.call(ListAudit, { query: { subject: 'c1' } })
    assert.deepEqual(items, [change])
  })

  test('is read newest first, page by page, and by who, what and whom', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    for (const name of ['a', 'b', 'c']) await host.user('viewer', `${name}@example.test`)
    const first = await host.call(ListAudit, { query: { limit: 2, action: 'user.created' } })
    const rest = await host.call(ListAudit, { query: { limit: 2, cursor: first.next_cursor ?? '' } })
    assert.deepEqual(
      [...first.items, ...rest.items].map(({ after }) => after?.email),
      ['c@example.test', 'b@example.test', 'a@example.test'],
    )
    assert.equal(rest.next_cursor, null)
    assert.deepEqual((await host.call(ListAudit, { query: { actor: 'nobody' } })).items, [])
    const at = rest.items.at(-1)?.at ?? ''
    const count = async (query: Input<typeof ListAudit>['query']) =>
      (await host.call(ListAudit, { query })).items.length
    const counts = [
      { kind: 'user', since: at.replace('Z', '+00:00') },
      { kind: 'check' },
      { until: '2001-01-01T00:00:00Z' },
    ]
    assert.deepEqual(await Promise.all(counts.map(count)), [3, 0, 0])
  })
})

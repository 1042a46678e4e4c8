import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GetMe, UpdateMe } from '../../../contracts/identity/identity.ts'
import { RenewToken, SignIn, SignOut } from '../../../contracts/identity/sign-in.ts'
import { authenticateRequest } from '../../../kit/auth/auth.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { identityHost, password } from '../testing/identity-host.ts'

onBothEngines('signing in', engine => {
  test('answers a token that every service knows, and a cookie that no script and no other site can use', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    const user = await host.user('responder')
    const { status, body, headers } = await host.ask(SignIn, { body: { email: 'Responder@Example.TEST', password } })
    assert.equal(status, 200)
    assert.equal(body.user.id, user.id)
    assert.ok(Date.parse(body.expires_at) - Date.now() <= 300_000)
    const [session, device] = headers['set-cookie'] as string[]
    assert.match(session ?? '', /^vigie_session=[^;]+; Expires=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/)
    assert.match(device ?? '', /^vigie_device=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Lax$/)
    assert.equal(headers['cache-control'], 'no-store')
    const me = await host.ask(GetMe, { token: body.token })
    assert.deepEqual(
      [me.body.id, me.body.kind, me.body.role, me.body.email],
      [user.id, 'user', 'responder', user.email],
    )
  })

  test('the answer is the same for a wrong password and for an address nobody has', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    await host.user('viewer')
    const wrong = await host.ask(SignIn, { body: { email: 'viewer@example.test', password: 'something else' } })
    const unknown = await host.ask(SignIn, { body: { email: 'nobody@example.test', password: 'something else' } })
    assert.equal(wrong.status, 401)
    assert.deepEqual(wrong.body, unknown.body)
    assert.equal(wrong.cookie, undefined)
  })
})

onBothEngines('a session', engine => {
  test('lives on by its cookie when the token has expired, and only from our own pages', async t => {
    const clock = testClock()
    const host = await identityHost(t, engine, { clock })
    if (!host) return
    await host.user('viewer')
    const { body, cookie = '' } = await host.ask(SignIn, { body: { email: 'viewer@example.test', password } })
    const own = { cookie: `vigie_session=another~eyJx; ${cookie}`, host: 'vigie.test', origin: 'http://vigie.test' }
    await clock.advance(306_000)
    assert.equal((await host.ask(GetMe, { token: body.token })).status, 401)
    assert.equal((await host.ask(RenewToken, { headers: { ...own, origin: 'http://evil.test' } })).status, 401)
    const renewed = await host.ask(RenewToken, { headers: own })
    assert.equal(renewed.status, 200)
    assert.equal((await host.ask(GetMe, { token: renewed.body.token })).status, 200)
    const known = host.host.services().flatMap(({ authenticates }) => authenticates ?? [])
    const headers = { ...own, cookie: renewed.cookie ?? '' }
    await host.until('the copy is fresh again', async () => {
      await clock.advance(100)
      const asked = authenticateRequest({ method: 'PUT', headers }, known)
      return (await asked.catch(() => null))?.name === 'A viewer'
    })
    assert.equal((await authenticateRequest({ method: 'GET', headers: { cookie } }, known)).kind, 'anonymous')
  })

  test('ends when it is unused for the time that the configuration says, and in any case after its lifetime', async t => {
    const clock = testClock()
    const config = { identity: { session: { idle: 3_600, lifetime: 7_200 } } }
    const host = await identityHost(t, engine, { clock, config })
    if (!host) return
    await host.user('viewer')
    const { cookie = '' } = await host.ask(SignIn, { body: { email: 'viewer@example.test', password } })
    const renew = () => host.ask(RenewToken, { headers: { cookie, 'sec-fetch-site': 'same-origin' } })
    const statuses: number[] = []
    for (const minutes of [50, 50, 21]) {
      clock.stall(minutes * 60_000)
      statuses.push((await renew()).status)
    }
    assert.deepEqual(statuses, [200, 200, 401])
  })

  test('is over everywhere after signing out: cookie, and within moments the token', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    await host.user('viewer')
    const { body, cookie = '' } = await host.ask(SignIn, { body: { email: 'viewer@example.test', password } })
    const away = await host.ask(SignOut, { headers: { cookie, origin: 'https://elsewhere.test' } })
    assert.deepEqual([away.status, away.headers['set-cookie']], [204, undefined])
    const out = await host.ask(SignOut, { token: body.token })
    assert.equal(out.status, 204)
    assert.match(String(out.headers['set-cookie']), /^vigie_session=; Max-Age=0/)
    assert.equal((await host.ask(RenewToken, { headers: { cookie, 'sec-fetch-site': 'same-origin' } })).status, 401)
    await host.until(
      'the token is refused',
      async () => (await host.ask(GetMe, { token: body.token })).status === 401,
      { within_s: 5 },
    )
  })

  test('a new password ends all other sessions and needs the old one', async t => {
    const host = await identityHost(t, engine)
    if (!host) return
    await host.user('viewer')
    const other = await host.signIn('viewer@example.test')
    const mine = await host.signIn('viewer@example.test')
    const next = 'another good password'
    const change = (current_password?: string) =>
      host.ask(UpdateMe, { token: mine, body: { password: next, ...(current_password ? { current_password } : {}) } })
    assert.equal((await change()).body.code, 'identity.wrong-password')
    assert.equal((await change('something else')).status, 403)
    assert.equal((await change(password)).status, 200)
    await host.until('the other is over', async () => (await host.ask(GetMe, { token: other })).status === 401, {
      within_s: 5,
    })
    assert.equal((await host.ask(GetMe, { token: mine })).status, 200)
    assert.equal((await host.ask(SignIn, { body: { email: 'viewer@example.test', password: next } })).status, 200)
  })
})

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { GetMe, GetUser, ListSessions } from '../../contracts/identity.ts'
import { BeginOidc, FinishOidc, SignInOptions } from '../../contracts/sign-in.ts'
import { testHost } from '../../kit/testing/host.ts'
import { type IdentityHost, identityHost } from './testing/identity-host.ts'
import { type OpenIdServer, startOpenId } from './testing/openid-server.ts'

async function start(t: TestContext, more: object = {}): Promise<{ host: IdentityHost; provider: OpenIdServer }> {
  const provider = await startOpenId(t)
  const oidc = { issuer: provider.issuer, ...provider.client, name: 'Our company', ...defaults, ...more }
  const config = { public_url: 'http://vigie.test', identity: { oidc } }
  const host = await identityHost(t, { host: testHost }, { config })
  return { host: host!, provider }
}
const defaults = { scope: 'openid email profile', sign_up: false, role: 'viewer' }

const begin = (host: IdentityHost, to?: string) =>
  host.send(BeginOidc.method, `${BeginOidc.path}${to === undefined ? '' : `?to=${encodeURIComponent(to)}`}`)

/** A browser goes to the provider and comes back. */
async function goRound(
  host: IdentityHost,
  provider: OpenIdServer,
  change: (query: URLSearchParams) => void = () => {},
  to?: string,
) {
  const begun = await begin(host, to)
  assert.equal(begun.status, 302)
  const query = await provider.visit(String(begun.headers.location))
  change(query)
  return host.send(FinishOidc.method, `${FinishOidc.path}?${query}`, { headers: { cookie: begun.cookie ?? '' } })
}

const ada = { sub: 'subject-1', email: 'ada@example.test', email_verified: true, name: 'Ada' }
const error = (code: string) => `/console/sign-in?error=${code}`

test('somebody who was added here signs in with a verified address, and is the same person ever after', async t => {
  const { host, provider } = await start(t)
  const user = await host.user('responder', 'ada@example.test')
  provider.person(ada)
  const first = await goRound(host, provider)
  assert.deepEqual([first.status, first.headers.location], [302, '/console'])
  assert.match(String(first.headers['set-cookie']), /HttpOnly; SameSite=Lax/)
  const token = first.cookie?.split('~')[1]
  assert.equal((await host.ask(GetMe, { token })).body.id, user.id)
  assert.equal((await host.ask(ListSessions, { token })).body.items[0]?.method, 'oidc')
  provider.person({ ...ada, email: 'renamed@example.test' })
  const second = await goRound(host, provider)
  assert.equal((await host.ask(GetMe, { token: second.cookie?.split('~')[1] })).body.id, user.id)
})

test('whoever was on the way to a page gets there afterwards, within the console only', async t => {
  const { host, provider } = await start(t)
  provider.person(ada)
  const to = '/incidents?q=a%20b&status=open'
  const turnedAway = await goRound(host, provider, undefined, to)
  assert.equal(
    turnedAway.headers.location,
    `${error('identity.oidc-not-invited')}&to=%2Fincidents%3Fq%3Da%2520b%26status%3Dopen`,
  )
  await host.user('responder', 'ada@example.test')
  assert.equal((await goRound(host, provider, undefined, to)).headers.location, `/console${to}`)
  for (const astray of ['https://evil.test', 'incidents', '/\r\nset-cookie: a=b', `/${'a'.repeat(1_000)}`]) {
    assert.equal((await begin(host, astray)).status, 400, astray)
  }
})

test('who is not known here is turned away, unless the configuration lets everybody of the provider in', async t => {
  const closed = await start(t)
  closed.provider.person(ada)
  assert.equal((await goRound(closed.host, closed.provider)).headers.location, error('identity.oidc-not-invited'))
  const open = await start(t, { sign_up: true, role: 'responder' })
  open.provider.person(ada)
  const { cookie } = await goRound(open.host, open.provider)
  const me = await open.host.ask(GetMe, { token: cookie?.split('~')[1] })
  assert.deepEqual([me.body.name, me.body.role], ['Ada', 'responder'])
  assert.equal((await open.host.call(GetUser, { params: { id: me.body.id } })).state, 'active')
})

test('an address that the provider has not verified is nobody, and a disabled user stays out', async t => {
  const { host, provider } = await start(t, { sign_up: true })
  await host.user('admin', 'ada@example.test')
  provider.person({ ...ada, email_verified: false })
  assert.equal((await goRound(host, provider)).headers.location, error('identity.oidc-not-invited'))
  const { id } = await host.user('viewer', 'bob@example.test')
  await host.send('PUT', `/api/v1/users/${id}`, {
    token: await host.signIn('ada@example.test'),
    body: { state: 'disabled' },
  })
  provider.person({ ...ada, sub: 'subject-2', email: 'bob@example.test' })
  assert.equal((await goRound(host, provider)).headers.location, error('identity.oidc-not-invited'))
})

test('a second person at the provider does not take over who is linked already', async t => {
  const { host, provider } = await start(t)
  await host.user('admin', 'ada@example.test')
  provider.person(ada)
  assert.equal((await goRound(host, provider)).headers.location, '/console')
  provider.person({ ...ada, sub: 'subject-9' })
  assert.equal((await goRound(host, provider)).headers.location, error('identity.oidc-not-invited'))
})

test('a way back that was not begun in this browser, or does not fit, is refused', async t => {
  const { host, provider } = await start(t, { sign_up: true })
  provider.person(ada)
  const begun = await host.ask(BeginOidc)
  const query = await provider.visit(String(begun.headers.location))
  const stranger = await host.send('GET', `${FinishOidc.path}?${query}`)
  assert.equal(stranger.headers.location, error('identity.oidc-expired'))
  for (const change of [
    (query: URLSearchParams) => query.set('state', 'another'),
    (query: URLSearchParams) => query.set('code', 'another'),
    (query: URLSearchParams) => query.set('iss', 'https://evil.test'),
    (query: URLSearchParams) => query.delete('state'),
    (query: URLSearchParams) => {
      query.delete('code')
      query.set('error', 'access_denied')
    },
  ]) {
    assert.equal(
      (await goRound(host, provider, change)).headers.location,
      error('identity.oidc-refused'),
      String(change),
    )
  }
})

test('a token that lies about nonce, audience, issuer or time is not believed', async t => {
  const { host, provider } = await start(t, { sign_up: true })
  provider.person(ada)
  for (const lie of [{ nonce: 'x' }, { aud: 'somebody' }, { iss: 'https://evil.test' }, { exp: 1 }, { sub: '' }]) {
    provider.lie(lie)
    const { headers } = await goRound(host, provider)
    assert.equal(headers.location, error('identity.oidc-refused'), JSON.stringify(lie))
  }
})

test('letters are offered when there is a mail server and links know where to lead', async t => {
  const smtp = { host: '127.0.0.1', port: 25, from: 'vigie@example.test' }
  for (const [config, letters] of [
    [{ smtp, public_url: 'http://vigie.test' }, true],
    [{ smtp }, false],
    [{ public_url: 'http://vigie.test' }, false],
  ] as const) {
    const host = await identityHost(t, { host: testHost }, { config })
    assert.equal((await host!.ask(SignInOptions)).body.letters, letters, JSON.stringify(config))
  }
})

test('the sign-in page knows what there is to offer; without a provider the way there does not exist', async t => {
  const { host } = await start(t)
  assert.deepEqual((await host.ask(SignInOptions)).body, { setup: true, oidc: 'Our company', letters: false })
  const plain = await identityHost(t, { host: testHost })
  assert.equal((await plain!.ask(SignInOptions)).body.oidc, null)
  assert.equal((await plain!.ask(BeginOidc)).body.code, 'identity.no-oidc')
})

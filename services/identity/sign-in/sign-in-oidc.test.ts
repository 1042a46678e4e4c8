import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { GetMe, GetUser, ListAudit, ListSessions } from '../../../contracts/identity/identity.ts'
import { BeginOidc, FinishOidc, SignInOptions } from '../../../contracts/identity/sign-in.ts'
import { type HangingPeer, type PeerManner, startHangingPeer } from '../../../kit/testing/faults/hanging-peer.ts'
import { testHost, testKey } from '../../../kit/testing/host.ts'
import { type IdentityHost, identityHost } from '../testing/identity-host.ts'
import { type OpenIdServer, startOpenId } from '../testing/openid-server.ts'

async function start(
  t: TestContext,
  more: object = {},
  portBefore?: (port: number) => Promise<number>,
  public_url = 'http://vigie.test',
): Promise<{ host: IdentityHost; provider: OpenIdServer }> {
  const provider = await startOpenId(t, portBefore)
  const oidc = { issuer: provider.issuer, ...provider.client, name: 'Our company', ...defaults, ...more }
  const config = { public_url, identity: { oidc } }
  const host = await identityHost(t, { host: testHost }, { config })
  return { host: host!, provider }
}
const defaults = { scope: 'openid email profile', sign_up: false, role: 'viewer', trust_email: false }

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

test('below a path, the provider sends people back there, and the cookies are for that path alone', async t => {
  const { host, provider } = await start(t, {}, undefined, 'http://vigie.test/status/')
  const begun = await begin(host)
  const back = new URL(String(begun.headers.location)).searchParams.get('redirect_uri')
  assert.equal(back, `http://vigie.test/status${FinishOidc.path}`)
  assert.match(String(begun.headers['set-cookie']), /; Path=\/status\/api\/v1\/auth\/oidc;/)
  provider.person(ada)
  assert.equal((await goRound(host, provider)).headers.location, `/status${error('identity.oidc-not-invited')}`)
  await host.user('responder', ada.email)
  const { headers } = await goRound(host, provider)
  assert.equal(headers.location, '/status/console')
  assert.match(String(headers['set-cookie']), /^vigie_session=[^;]+; Expires=[^;]+; Path=\/status;/)
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

test('a provider that says nothing, or a byte a second, is given up as unreachable, and the next one who comes gets in', async t => {
  const peers: HangingPeer[] = []
  const { host, provider } = await start(t, {}, async port => {
    const peer = await startHangingPeer(port)
    t.after(peer.stop)
    peers.push(peer)
    return peer.port
  })
  const behave = (manner: PeerManner) => peers[0]?.behave(manner)
  await host.user('responder', 'ada@example.test')
  provider.person(ada)
  behave('silent')
  assert.equal((await begin(host)).headers.location, error('identity.oidc-unreachable'))
  behave('well')
  const hung = await goRound(host, provider, () => behave('slow'))
  assert.equal(hung.headers.location, error('identity.oidc-unreachable'))
  behave('well')
  assert.equal((await goRound(host, provider)).headers.location, '/console')
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
  const { email_verified: _, ...silent } = ada
  for (const person of [
    ...[false, 'false', 1, 'yes'].map(email_verified => ({ ...ada, email_verified })),
    ...[silent, { ...silent, email_verified: null }, { sub: ada.sub }, { ...ada, email: ['ada@example.test'] }],
  ]) {
    provider.person(person)
    const { headers } = await goRound(host, provider)
    assert.equal(headers.location, error('identity.oidc-email'), JSON.stringify(person))
  }
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

test('an address is verified by the text "true" too, and without a word only at a provider that the operator trusts', async t => {
  const { email_verified: _, ...silent } = ada
  const texts = await start(t)
  await texts.host.user('viewer', ada.email)
  texts.provider.person({ ...ada, email_verified: 'true' })
  assert.equal((await goRound(texts.host, texts.provider)).headers.location, '/console')
  const trusting = await start(t, { trust_email: true })
  await trusting.host.user('viewer', ada.email)
  for (const email_verified of [false, 'false']) {
    trusting.provider.person({ ...silent, email_verified })
    assert.equal((await goRound(trusting.host, trusting.provider)).headers.location, error('identity.oidc-email'))
  }
  trusting.provider.person(silent)
  assert.equal((await goRound(trusting.host, trusting.provider)).headers.location, '/console')
})

test('an address is compared as everywhere: however it is written it is one, and what only looks like it is another', async t => {
  const { host, provider } = await start(t)
  const user = await host.user('responder', 'fi@münchen.test')
  provider.person({ ...ada, email: '\ufb01@münchen.test' })
  assert.equal((await goRound(host, provider)).headers.location, error('identity.oidc-not-invited'))
  provider.person({ ...ada, email: 'Fi@xn--mnchen-3ya.test' })
  const { cookie } = await goRound(host, provider)
  assert.equal((await host.ask(GetMe, { token: cookie?.split('~')[1] })).body.id, user.id)
})

test('why nobody came in is in the audit and the metrics', async t => {
  const { host, provider } = await start(t)
  const { email_verified: _, ...silent } = ada
  provider.person(silent)
  await goRound(host, provider)
  provider.person(ada)
  await goRound(host, provider)
  provider.lie({ nonce: 'x' })
  await goRound(host, provider)
  const { items } = await host.call(ListAudit, { query: { action: 'sign-in.failed' } })
  const details = items.map(({ after }) => after?.detail)
  assert.deepEqual(details, ['not-believed', 'no-account', 'email-verified-missing'])
  const headers = { authorization: `Bearer ${testKey}` }
  const metrics = await host.host.app.inject({ method: 'GET', url: '/metrics', headers })
  assert.match(metrics.body, /^vigie_sign_in_failures_total\{reason="oidc"\} 3$/m)
})

const roles = { claim: 'groups', admin: ['ops'], responder: ['dev', 'support'], viewer: [] }

async function roleAfter(host: IdentityHost, provider: OpenIdServer, claims: object): Promise<string | undefined> {
  provider.person({ ...ada, ...claims })
  const { cookie } = await goRound(host, provider)
  return (await host.ask(GetMe, { token: cookie?.split('~')[1] })).body.role
}

test('roles follow a claim at each sign-in, the greatest that fits, and are taken away with it', async t => {
  const { host, provider } = await start(t, { sign_up: true, roles })
  await host.user('admin')
  const table = [
    [{ groups: ['dev', 'ops'] }, 'admin'],
    [{ groups: ['dev'] }, 'responder'],
    [{ groups: 'support' }, 'responder'],
    [{ groups: ['ops'] }, 'admin'],
    // Who is in too many groups to be told is as before.
    [{ _claim_names: { groups: 'src1' } }, 'admin'],
    [{ groups: ['OPS', 'ops '] }, 'viewer'],
    [{ groups: ['ops'] }, 'admin'],
    [{}, 'viewer'],
    [{ groups: [{ ops: true }] }, 'viewer'],
  ] as const
  for (const [claims, role] of table) {
    assert.equal(await roleAfter(host, provider, claims), role, JSON.stringify(claims))
  }
  const { items } = await host.call(ListAudit, { query: { actor: 'oidc' } })
  assert.deepEqual(items.at(-1)?.after, { role: 'responder' })
})

test('the last administrator stays one, whatever the provider says', async t => {
  const { host, provider } = await start(t, { roles })
  await host.user('admin', ada.email)
  assert.equal(await roleAfter(host, provider, { groups: ['dev'] }), 'admin')
  await host.user('admin')
  assert.equal(await roleAfter(host, provider, { groups: ['dev'] }), 'responder')
})

test('what the token does not hold is asked for: an address, a claim that lies within another or has dots in its name', async t => {
  const within = await start(t, { sign_up: true, roles: { ...roles, claim: 'realm_access.roles' } })
  within.provider.info({ ...ada, realm_access: { roles: ['ops'] } })
  within.provider.person({ sub: ada.sub })
  const { cookie } = await goRound(within.host, within.provider)
  const me = await within.host.ask(GetMe, { token: cookie?.split('~')[1] })
  assert.deepEqual([me.body.email, me.body.role], [ada.email, 'admin'])
  const dotted = await start(t, { sign_up: true, roles: { ...roles, claim: 'https://example.test/roles' } })
  assert.equal(await roleAfter(dotted.host, dotted.provider, { 'https://example.test/roles': ['ops'] }), 'admin')
  // Of somebody else it is not believed.
  within.provider.info({ ...ada, sub: 'subject-2' })
  within.provider.person({ sub: ada.sub })
  assert.equal((await goRound(within.host, within.provider)).headers.location, error('identity.oidc-refused'))
})

test('one host floods no provider through us', async t => {
  const { host, provider } = await start(t)
  provider.person(ada)
  const begun = await begin(host)
  const headers = { cookie: begun.cookie ?? '' }
  const locations = new Set<unknown>()
  for (let at = 0; at < 35; at++) {
    const answer = await host.send(FinishOidc.method, `${FinishOidc.path}?code=x&state=y`, { headers })
    locations.add(answer.headers.location)
  }
  assert.deepEqual([...locations], [error('identity.oidc-refused'), error('identity.too-many-attempts')])
})

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { MailWanted } from '../../../contracts/identity/access.ts'
import { ListAudit, ListSessions, RevokeSession, UpdateMe, UpdateUser } from '../../../contracts/identity/identity.ts'
import { ChangeOtp, RenewToken, ResetPassword, SignIn } from '../../../contracts/identity/sign-in.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { type Answer, type IdentityHost, identityHost, password } from '../testing/identity-host.ts'
import { strangerCounters } from './attempt-counters.ts'
import { AttemptStore } from './attempt-store.ts'

const email = 'owner@example.test'
const attacker = { ip: '198.51.100.7' }
const home = { ip: '203.0.113.7' }
const elsewhere = { ip: '2001:db8:7:1::1' }

type From = { readonly ip: string; readonly cookie?: string }

const enter = (host: IdentityHost, { ip, cookie = '' }: From, secret = password, otp?: string) =>
  host.ask(SignIn, { ip, headers: { cookie }, body: { email, password: secret, ...(otp ? { otp } : {}) } })
const guess = (host: IdentityHost, from: From) => enter(host, from, 'a wrong password')

/** What the browser keeps of it. */
function deviceOf({ headers }: Pick<Answer, 'headers'>): string {
  const device = [headers['set-cookie'] ?? []].flat().find(one => String(one).startsWith('vigie_device='))
  return String(device).split(';')[0] ?? ''
}

async function floodFrom(host: IdentityHost, ip: string, count = 12): Promise<number[]> {
  const statuses: number[] = []
  for (let at = 0; at < count; at++) statuses.push((await guess(host, { ip })).status)
  return statuses
}

/** As many guesses of as many networks as an account has, counted as at the door, without hashing each. */
async function floodFromEverywhere(
  { host }: IdentityHost,
  now: number,
  { count = 100, address = email }: { count?: number; address?: string } = {},
): Promise<void> {
  const attempts = new AttemptStore(host.store('identity'))
  for (let at = 0; at < count; at++) {
    await attempts.begin(strangerCounters({ email: address, ip: `100.64.${at}.1` }), now)
  }
}

/** Something wrong that takes no time to find out. */
const wrongLink = (host: IdentityHost, ip: string) =>
  host.ask(ResetPassword, { ip, body: { token: 'x'.repeat(43), password: 'another good password' } })

async function metric(host: IdentityHost, reason: string): Promise<number> {
  const { body } = await host.inject('GET', '/metrics')
  return Number(new RegExp(`^vigie_sign_in_failures_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(body)?.[1])
}

onBothEngines('while somebody else guesses the password', engine => {
  test('the owner signs in with the device they know, from home, and with a new one from elsewhere', async t => {
    const clock = testClock()
    const host = await identityHost(t, engine, { clock })
    if (!host) return
    const { id } = await host.user('admin', email)
    const cookie = deviceOf(await enter(host, home))
    assert.deepEqual(await floodFrom(host, attacker.ip, 7), [401, 401, 401, 401, 401, 429, 429])
    const slowed = await guess(host, attacker)
    assert.deepEqual([slowed.status, slowed.body.code], [429, 'identity.locked'])
    assert.ok(Number(slowed.headers['retry-after']) <= 30)
    assert.equal((await enter(host, attacker)).status, 429, 'not even with the right one')

    assert.equal((await enter(host, { ...home, cookie })).status, 200)
    assert.equal((await enter(host, { ...attacker, cookie })).status, 200, 'the device is known wherever it is')
    assert.equal((await enter(host, elsewhere)).status, 200)
    assert.equal((await enter(host, attacker)).status, 429)
    if (engine.name === 'sqlite') {
      const again = await identityHost(t, engine, { clock, data: await host.crashed() })
      assert.equal((await enter(again!, attacker)).status, 429, 'also after a restart')
    }

    const { items } = await host.call(ListAudit, { query: { action: 'sign-in.failed' } })
    assert.equal(items.length, 5)
    assert.deepEqual(items[0]?.subject, { kind: 'user', id })
    assert.deepEqual(items[0]?.after, { reason: 'wrong-password', network: '198.51.100.0/24', known_device: false })
    assert.doesNotMatch(JSON.stringify(items), /198\.51\.100\.7/)
    assert.deepEqual([await metric(host, 'wrong-password'), await metric(host, 'account-slowed')], [5, 5])
    await clock.advance(31_000)
    assert.equal((await guess(host, attacker)).status, 401)
  })

  test('from so many networks that new devices have to wait, a known one does not, and a letter lets a new one in', async t => {
    const clock = testClock()
    const host = await identityHost(t, engine, { clock })
    if (!host) return
    await host.user('admin', email)
    const cookie = deviceOf(await enter(host, home))
    await floodFromEverywhere(host, clock.now())
    const stranger = await enter(host, elsewhere)
    assert.deepEqual([stranger.status, stranger.body.code], [429, 'identity.locked'])
    assert.ok(Number(stranger.headers['retry-after']) <= 900)
    assert.equal((await enter(host, { ...home, cookie })).status, 200)

    await host.ask(ResetPassword, { ...elsewhere, body: { email } })
    // The others ask too: the link that the owner has goes on working.
    await host.ask(ResetPassword, { ...attacker, body: { email } })
    const token = (await host.said('identity', MailWanted))[0]?.path.split('#')[1] ?? ''
    const next = 'another good password'
    const reset = await host.ask(ResetPassword, { ...elsewhere, body: { token, password: next } })
    assert.equal(reset.status, 202)
    await floodFromEverywhere(host, clock.now())
    assert.equal((await enter(host, elsewhere, next)).status, 429)
    assert.equal((await enter(host, { ...elsewhere, cookie: deviceOf(reset) }, next)).status, 200)
    assert.equal((await enter(host, { ...home, cookie }, next)).status, 429, 'a reset forgets the devices before it')
  })
})

test('an account has a hundred guesses from all networks together, whether or not there is such an account', async t => {
  const clock = testClock()
  const host = await identityHost(t, { host: testHost }, { clock })
  assert.ok(host)
  await host.user('viewer', email)
  for (const address of [email, 'nobody@example.test']) {
    await floodFromEverywhere(host, clock.now(), { count: 98, address })
    const statuses: number[] = []
    for (let at = 0; at < 4; at++) {
      const body = { email: address, password: 'a wrong password' }
      statuses.push((await host.ask(SignIn, { ip: `100.65.${at}.1`, body })).status)
    }
    assert.deepEqual(statuses, [401, 401, 429, 429], address)
  }
})

test('many guesses at once are not more than many one after another', async t => {
  const host = await identityHost(t, { host: testHost })
  assert.ok(host)
  await host.user('viewer', email)
  const answers = await Promise.all(Array.from({ length: 20 }, () => guess(host, attacker)))
  const statuses = answers.map(({ status }) => status)
  assert.deepEqual(
    [401, 429].map(one => statuses.filter(status => status === one).length),
    [5, 15],
  )
})

test('one host has thirty wrong attempts a minute, a network a hundred and twenty, whatever accounts they try; who is known has its own', async t => {
  const clock = testClock()
  const host = await identityHost(t, { host: testHost }, { clock })
  assert.ok(host)
  await host.user('viewer', email)
  const cookie = deviceOf(await enter(host, { ip: '2001:db8:1:1::1' }))
  const refusals = new Map<string, number>()
  for (let one = 1; one <= 5; one++) {
    for (let at = 0; at < 31; at++) {
      const { status, body } = await wrongLink(host, `2001:db8:1:${one}::${at.toString(16)}`)
      if (status === 429) refusals.set(`${one} ${body.code}`, (refusals.get(`${one} ${body.code}`) ?? 0) + 1)
    }
  }
  const code = 'identity.too-many-attempts'
  const each = [1, 2, 3, 4].map((one): [string, number] => [`${one} ${code}`, 1])
  assert.deepEqual([...refusals], [...each, [`5 ${code}`, 31]])
  assert.equal((await enter(host, { ip: '2001:db8:1:1::1' })).status, 429)
  assert.equal((await enter(host, { ip: '2001:db8:1:1::1', cookie })).status, 200)
  await clock.advance(60_000)
  assert.equal((await enter(host, { ip: '2001:db8:1:1::1' })).status, 200)
})

/** What a network has used up by wrong links does not keep out whoever has one that works. */
test('whoever has a link that works is kept out by nobody', async t => {
  const host = await identityHost(t, { host: testHost }, { clock: testClock() })
  assert.ok(host)
  await host.user('viewer', email)
  await host.ask(ResetPassword, { ...home, body: { email } })
  const token = (await host.said('identity', MailWanted))[0]?.path.split('#')[1] ?? ''
  const wrong = { token: 'x'.repeat(43), password: 'another good password' }
  const statuses = new Set<number>()
  for (let at = 0; at < 40; at++) statuses.add((await host.ask(ResetPassword, { ...home, body: wrong })).status)
  assert.deepEqual([...statuses], [401, 429])
  assert.equal((await host.ask(ResetPassword, { ...home, body: { ...wrong, token } })).status, 202)
  assert.equal(await metric(host, 'wrong-link'), 29)
})

test('whoever floods an address with letters leaves its owner one that works', async t => {
  const clock = testClock()
  const host = await identityHost(t, { host: testHost }, { clock })
  assert.ok(host)
  await host.user('viewer', email)
  for (let at = 0; at < 30; at++) await host.ask(ResetPassword, { ip: `100.64.${at}.1`, body: { email } })
  const letters = await host.said('identity', MailWanted)
  assert.equal(letters.length, 10)
  const token = letters[0]?.path.split('#')[1] ?? ''
  const body = { token, password: 'another good password' }
  assert.equal((await host.ask(ResetPassword, { ...home, body })).status, 202)
  const later = letters.at(-1)?.path.split('#')[1] ?? ''
  assert.equal((await host.ask(ResetPassword, { ...home, body: { ...body, token: later } })).status, 401)
})

test('a device has guesses of its own: who has stolen it does not guess on for ever', async t => {
  const clock = testClock()
  const host = await identityHost(t, { host: testHost }, { clock })
  assert.ok(host)
  await host.user('viewer', email)
  const cookie = deviceOf(await enter(host, home))
  const statuses: number[] = []
  for (let at = 0; at < 7; at++) statuses.push((await guess(host, { ip: `100.64.${at}.1`, cookie })).status)
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429])
  assert.equal((await enter(host, elsewhere)).status, 200, 'and nobody else waits for it')
  const made = await enter(host, { ...attacker, cookie: `vigie_device=${'A'.repeat(43)}` })
  assert.equal(made.status, 200)
})

test('a browser that two people use is known to each of them by itself', async t => {
  const clock = testClock()
  const host = await identityHost(t, { host: testHost }, { clock })
  assert.ok(host)
  await host.user('viewer', email)
  await host.user('viewer', 'mallory@example.test')
  const body = { email: 'mallory@example.test', password }
  const cookie = deviceOf(await host.ask(SignIn, { ...attacker, body }))
  await floodFromEverywhere(host, clock.now())
  assert.equal((await enter(host, { ...attacker, cookie })).status, 429)
  const shared = deviceOf(await host.ask(SignIn, { ...attacker, headers: { cookie }, body }))
  assert.equal(shared, cookie)
})

async function signedIn(t: TestContext) {
  const clock = testClock()
  const host = await identityHost(t, { host: testHost }, { clock })
  assert.ok(host)
  const user = await host.user('admin', email)
  const signed = await enter(host, home)
  return { clock, host, user, token: signed.body.token, device: deviceOf(signed), cookie: signed.cookie ?? '' }
}

test('a device outlives a password that its owner changes, and signing out; it ends with its session in the list, and with another’s new password', async t => {
  const { host, user, token, device, clock } = await signedIn(t)
  const next = 'another good password'
  await host.ask(UpdateMe, { token, body: { password: next, current_password: password } })
  await floodFromEverywhere(host, clock.now())
  const again = await enter(host, { ...home, cookie: device }, next)
  assert.equal(again.status, 200)

  const lost = await enter(host, { ...home, cookie: device }, next)
  const own = { token: lost.body.token }
  const sessions = (await host.ask(ListSessions, own)).body.items.filter(({ current }) => !current)
  await host.ask(RevokeSession, { ...own, id: sessions[0]?.id ?? '' })
  assert.equal((await enter(host, { ...home, cookie: device }, next)).status, 429)

  const { id } = user
  await host.call(UpdateUser, { params: { id }, body: { password } })
  const third = deviceOf(await enter(host, elsewhere))
  await host.call(UpdateUser, { params: { id }, body: { password } })
  await floodFromEverywhere(host, clock.now())
  assert.equal((await enter(host, { ...elsewhere, cookie: third })).status, 429)
})

test('a browser that was signed in before there were devices is known after its next renewal', async t => {
  const { host, cookie, clock } = await signedIn(t)
  const renewed = await host.ask(RenewToken, { headers: { cookie, 'sec-fetch-site': 'same-origin' } })
  const device = deviceOf(renewed)
  await floodFromEverywhere(host, clock.now())
  assert.equal((await enter(host, { ...attacker, cookie: device })).status, 200)
})

test('scripts that sign in each minute do not push out the browsers of people', async t => {
  const { host, device, clock } = await signedIn(t)
  await clock.advance(60_000)
  await enter(host, { ...home, cookie: device })
  for (let at = 0; at < 25; at++) {
    await clock.advance(60_000)
    await enter(host, elsewhere)
  }
  await floodFromEverywhere(host, clock.now())
  assert.equal((await enter(host, { ...home, cookie: device })).status, 200)
})

test('whoever knows the password guesses the code as slowly from a hundred networks as from one', async t => {
  const { host, token, clock } = await signedIn(t)
  const { body } = await host.ask(ChangeOtp, { token, body: { action: 'enrol', password } })
  const totp = new TOTP({ secret: Secret.fromBase32(body.secret ?? '') })
  const code = () => totp.generate({ timestamp: clock.now() })
  await host.ask(ChangeOtp, { token, body: { action: 'confirm', otp: code() } })
  assert.equal((await enter(host, home)).headers['set-cookie'], undefined, 'half a proof makes no device known')
  const statuses: number[] = []
  for (let at = 0; at < 12; at++)
    statuses.push((await enter(host, { ip: `100.64.${at}.1` }, password, '123456')).status)
  assert.deepEqual(
    [401, 429].map(one => statuses.filter(status => status === one).length),
    [5, 7],
  )
  assert.equal(await metric(host, 'wrong-code'), 5)
  const { items } = await host.call(ListAudit, { query: { action: 'sign-in.failed', limit: 1 } })
  assert.equal(items[0]?.after?.reason, 'wrong-code', 'the owner learns that the password is known')
  clock.stall(60_000)
  assert.equal((await enter(host, home, password, code())).status, 200)
})

test('whoever finds an open browser guesses the password there, and keeps its owner out of no other', async t => {
  const { host, token, device } = await signedIn(t)
  const other = (await enter(host, { ...home, cookie: device })).body.token
  const change = (by: string, current_password: string) =>
    host.ask(UpdateMe, { token: by, body: { password: 'another good password', current_password } })
  const statuses: number[] = []
  for (let at = 0; at < 7; at++) statuses.push((await change(token, 'a wrong password')).status)
  assert.deepEqual(statuses, [403, 403, 403, 403, 403, 429, 429])
  assert.equal((await enter(host, elsewhere)).status, 200)
  assert.equal((await change(other, password)).status, 200)
})

test('guesses at accounts that nobody has fill no audit: one entry stands for many', async t => {
  const host = await identityHost(t, { host: testHost }, { clock: testClock() })
  assert.ok(host)
  await host.user('viewer', email)
  for (let at = 0; at < 130; at++) await wrongLink(host, `100.${64 + (at % 8)}.${at}.1`)
  const { items } = await host.call(ListAudit, { query: { action: 'sign-in.failed', limit: 500 } })
  assert.equal(items.length, 121)
  assert.deepEqual(items[0]?.after?.more, 9)
  await guess(host, attacker)
  const [known] = (await host.call(ListAudit, { query: { action: 'sign-in.failed', limit: 1 } })).items
  assert.equal(known?.after?.reason, 'wrong-password', 'what concerns somebody is always written')
})

test('however many sign in at once, who is known waits for a few of them, and who comes from a network of their own too', async t => {
  const host = await identityHost(t, { host: testHost }, { clock: testClock() })
  assert.ok(host)
  await host.user('viewer', email)
  const cookie = deviceOf(await enter(host, home))
  let answered = 0
  const crowd = Array.from({ length: 40 }, async (_, at) => {
    const body = { email: `somebody-${at}@example.test`, password: 'a wrong password' }
    const { status } = await host.ask(SignIn, { ip: `198.51.100.${1 + (at % 4)}`, body })
    answered += 1
    return status
  })
  const before = async (from: From) => {
    assert.equal((await enter(host, from)).status, 200)
    return answered
  }
  const [known, fresh] = await Promise.all([before({ ...home, cookie }), before(elsewhere)])
  assert.ok(known <= 15, `${known} were answered before the owner`)
  assert.ok(fresh <= 20, `${fresh} were answered before the owner at a new device`)
  assert.deepEqual([...new Set(await Promise.all(crowd))], [401])
})

import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { GetMe, ListAudit, UpdateUser } from '../../../contracts/identity/identity.ts'
import { ChangeOtp, SignIn } from '../../../contracts/identity/sign-in.ts'
import { testClock } from '../../../kit/testing/clock.ts'
import { onBothEngines } from '../../../kit/testing/engines.ts'
import { testHost } from '../../../kit/testing/host.ts'
import { type IdentityHost, identityHost, password } from '../testing/identity-host.ts'

const email = 'viewer@example.test'
const codeAt = (secret: string, timestamp: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp })

async function enrolled(host: IdentityHost, now: number) {
  await host.user('viewer')
  const token = await host.signIn(email)
  const { body } = await host.ask(ChangeOtp, { token, body: { action: 'enrol', password } })
  const secret = body.secret ?? ''
  assert.match(body.uri ?? '', /^otpauth:\/\/totp\/Vigie:viewer%40example\.test\?.*secret=/)
  const confirmed = await host.ask(ChangeOtp, { token, body: { action: 'confirm', otp: codeAt(secret, now) } })
  assert.equal(confirmed.body.enabled, true)
  return { token, secret, codes: confirmed.body.recovery_codes ?? [] }
}

const engine = { host: testHost }

describe('the second factor', () => {
  test('is asked for once the password is right, and only then', async t => {
    const clock = testClock()
    const host = await identityHost(t, engine, { clock })
    if (!host) return
    const { secret } = await enrolled(host, clock.now())
    const enter = (body: object) => host.ask(SignIn, { body: { email, password, ...body } })
    assert.equal((await enter({})).body.code, 'identity.otp-required')
    assert.equal((await enter({ password: 'something else' })).body.code, 'identity.wrong-credentials')
    assert.equal((await enter({ otp: '000000' })).body.code, 'identity.wrong-credentials')
    clock.stall(30_000)
    assert.equal((await enter({ otp: codeAt(secret, clock.now()) })).status, 200)
  })

  test('takes a code of a clock that is one step off, no further, and each code once', async t => {
    const clock = testClock()
    const host = await identityHost(t, engine, { clock })
    if (!host) return
    const { secret } = await enrolled(host, clock.now())
    const enter = async (seconds: number) => {
      const otp = codeAt(secret, clock.now() + seconds * 1000)
      return (await host.ask(SignIn, { body: { email, password, otp } })).status
    }
    clock.stall(600_000)
    assert.equal(await enter(-60), 401)
    assert.equal(await enter(60), 401)
    assert.equal(await enter(-30), 200)
    assert.equal(await enter(-30), 401)
    assert.equal(await enter(30), 200)
    assert.equal(await enter(0), 401)
    clock.stall(60_000)
    assert.equal(await enter(0), 200)
  })

  test('cannot be guessed: wrong codes count with wrong passwords, and asking without a code does not clear them', async t => {
    const clock = testClock()
    const host = await identityHost(t, engine, { clock })
    if (!host) return
    await enrolled(host, clock.now())
    const statuses: number[] = []
    for (let at = 0; at < 7; at++) {
      if (at < 5) await host.ask(SignIn, { body: { email, password } })
      statuses.push((await host.ask(SignIn, { body: { email, password, otp: '123456' } })).status)
    }
    assert.equal(statuses.filter(status => status === 401).length, 5)
    assert.equal(statuses.at(-1), 429)
  })

  test('is only changed by who knows the password, and only turned off with a code', async t => {
    const clock = testClock()
    const host = await identityHost(t, engine, { clock })
    if (!host) return
    const { token, secret } = await enrolled(host, clock.now())
    const change = (body: object) => host.ask(ChangeOtp, { token, body })
    assert.equal((await change({ action: 'disable', password: 'something else' })).body.code, 'identity.wrong-password')
    assert.equal((await change({ action: 'disable', password })).body.code, 'identity.wrong-otp')
    assert.equal((await change({ action: 'enrol', password })).body.code, 'identity.otp-enabled')
    assert.equal((await change({ action: 'confirm', otp: '123456' })).body.code, 'identity.otp-not-enrolled')
    clock.stall(30_000)
    assert.equal((await change({ action: 'disable', password, otp: codeAt(secret, clock.now()) })).body.enabled, false)
    assert.equal((await host.ask(GetMe, { token })).body.otp_enabled, false)
  })
})

onBothEngines('the second factor', engine => {
  test('lost: a recovery code works once, however it is typed; an administrator can take the factor away', async t => {
    const clock = testClock()
    const host = await identityHost(t, engine, { clock })
    if (!host) return
    const { codes } = await enrolled(host, clock.now())
    assert.equal(new Set(codes).size, 10)
    const enter = async (otp?: string) =>
      (await host.ask(SignIn, { body: { email, password, ...(otp ? { otp } : {}) } })).status
    assert.equal(await enter(codes[0]?.toLowerCase().replaceAll('-', ' ')), 200)
    assert.equal(await enter(codes[0]), 401)
    const { items } = await host.call(ListAudit, { query: { action: 'recovery-code.used' } })
    assert.equal(items.length, 1)
    await host.call(UpdateUser, { params: { id: items[0]!.actor.id }, body: { otp: false } })
    assert.equal(await enter(), 200)
    assert.equal(await enter(codes[1]), 200, 'a code that nobody asks for does no harm')
  })
})

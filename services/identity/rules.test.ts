import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { testClock } from '../../kit/testing/clock.ts'
import { differences, emailKey } from './account.ts'
import { AddressLimit } from './address-limit.ts'
import { lockMs } from './attempt.ts'
import { Passwords, passwordProblem } from './passwords.ts'
import { plainCode, readableCode, sameText } from './secret.ts'
import { agentOf, readSessionSecret } from './session.ts'
import { stepOf } from './totp.ts'

test('five attempts are free, then each costs twice as long, up to a quarter of an hour', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 7, 9, 10, 100].map(lockMs), [
    ...[0, 0, 0, 0, 30_000, 60_000, 120_000, 480_000, 900_000, 900_000],
  ])
})

describe('passwords', () => {
  const passwords = new Passwords()

  test('are kept as argon2id with the parameters that OWASP asks for, each with its own salt', async () => {
    const [one, two] = [await passwords.hash('correct horse battery'), await passwords.hash('correct horse battery')]
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
    assert.notEqual(one, two)
    assert.equal(await passwords.isRight('correct horse battery', one), true)
    assert.equal(await passwords.isRight('correct horse batterz', one), false)
  })

  test('are the same however the keyboard writes their accents', async () => {
    const hash = await passwords.hash('cr\u00e8me br\u00fbl\u00e9e')
    assert.equal(await passwords.isRight('cre\u0300me bru\u0302le\u0301e', hash), true)
  })

  test('of nobody are wrong, and that is found out by the same work', async t => {
    const hash = await passwords.hash('correct horse battery')
    const spent = async (of: string | null) => {
      const before = process.cpuUsage()
      for (let count = 0; count < 3; count++) assert.equal(await passwords.isRight('something else', of), false)
      return process.cpuUsage(before).user
    }
    const [known, unknown] = [await spent(hash), await spent(null)]
    assert.ok(unknown > known / 4 && unknown < known * 4, `${known} µs and ${unknown} µs`)
    t.diagnostic(`known ${known} µs, unknown ${unknown} µs`)
  })

  test('may be anything but the address, a few letters, or what everybody tries', () => {
    const problem = (password: string) => passwordProblem(password, 'ada.lovelace@example.test')
    assert.equal(problem('correct horse battery'), null)
    for (const bad of ['ababababab', 'ADA.LOVELACE', 'ada.lovelace@example.test', 'Qwerty123456']) {
      assert.notEqual(problem(bad), null, bad)
    }
  })
})

test('one network is one household: an IPv4 address, or the first half of an IPv6 address, however it is written', () => {
  const same = [
    ['192.0.2.7', '::ffff:192.0.2.7'],
    ['2001:db8::1', '2001:db8:0:0:ffff:ffff:ffff:ffff', '2001:0db8::2:3', '2001:DB8::'],
    ['::1', '0:0:0:0:0:0:0:2'],
  ]
  for (const addresses of same) {
    const limit = new AddressLimit(testClock(), addresses.length)
    for (const address of addresses) limit.take(address)
    for (const address of addresses) assert.throws(() => limit.take(address), { code: 'identity.too-many-attempts' })
    assert.doesNotThrow(() => limit.take('198.51.100.1'))
  }
})

test('after a minute a network may try again', async () => {
  const clock = testClock()
  const limit = new AddressLimit(clock, 1)
  limit.take('192.0.2.7')
  assert.throws(() => limit.take('192.0.2.7'))
  await clock.advance(60_000)
  assert.doesNotThrow(() => limit.take('192.0.2.7'))
})

test('codes for people are read however they are typed', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(' ', '-', ''), { maxLength: 5 }), gaps => {
      const code = readableCode(3)
      const typed = gaps.reduce((text, gap, at) => text.slice(0, at) + gap + text.slice(at), code.toLowerCase())
      assert.equal(plainCode(typed), plainCode(code))
    }),
  )
})

test('text of every sort is compared, read as a cookie, a code and a device without harm', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      assert.equal(sameText(a, b), a === b)
      assert.equal(readSessionSecret(`${a}.${b}`) === undefined || /^[\w-]+\.[\w-]{43}$/.test(`${a}.${b}`), true)
      assert.ok((agentOf(a) ?? '').length <= 200)
      assert.equal(emailKey(emailKey(a)), emailKey(a))
      if (!/^\d{6}$/.test(a)) assert.equal(stepOf(a, 'JBSWY3DPEHPK3PXP', { now: 0, after: -10 }), null)
    }),
  )
})

test('what changed is named, what did not is not, and of a password only that there is one', () => {
  assert.deepEqual(differences({ a: 1, b: [1], password: 'x' }, { a: 1, b: [2], password: 'y', c: null }), {
    before: { b: [1], password: 'set', c: null },
    after: { b: [2], password: 'set', c: null },
  })
})

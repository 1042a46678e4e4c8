import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { agentOf, readSessionSecret } from '../sessions/session.ts'
import { stepOf } from '../sign-in/totp.ts'
import { Passwords, passwordProblem } from './passwords.ts'
import { plainCode, readableCode, sameText } from './secret.ts'

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
      if (!/^\d{6}$/.test(a)) assert.equal(stepOf(a, 'JBSWY3DPEHPK3PXP', { now: 0, after: -10 }), null)
    }),
  )
})

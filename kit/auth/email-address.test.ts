import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { emailKey } from './email-address.ts'

test('one mailbox is one address, however it is written', () => {
  const groups = [
    ['bob@münchen.test', 'bob@xn--mnchen-3ya.test', 'Bob@MÜNCHEN.test', 'bob@mu\u0308nchen.test', ' bob@münchen.test '],
    [
      'bob@münchen.test',
      'bob@XN--MNCHEN-3YA.TEST',
      'bob@münchen.test.',
      'bob@münchen\u3002test',
      'bob@mün\u00adchen.test',
    ],
    ['rené@example.test', 'rene\u0301@example.test', 'RENÉ@EXAMPLE.TEST'],
    ['kate@example.test', '\u212aate@example.test'],
  ]
  for (const same of groups) assert.equal(new Set(same.map(emailKey)).size, 1, JSON.stringify(same.map(emailKey)))
})

test('two mailboxes stay two', () => {
  const apart = [
    ...['bob@munchen.test', 'bob@münchen.test', 'b\u043eb@munchen.test', 'bob@b.com', 'bob@b.com/evil.test'],
    ...[
      'bob@b.com:80',
      'bob@b.com?x',
      'bob@b.com#x',
      'bob@b%2ecom',
      'fi@x.test',
      '\ufb01@x.test',
      'bob@1.0.0.2',
      'bob@1.2',
    ],
    ...['strasse@x.test', 'straße@x.test', 'a@strasse.test', 'a@straße.test', 'bob', 'bob@'],
  ]
  assert.equal(new Set(apart.map(emailKey)).size, apart.length)
})

test('a key is its own key, whatever it is made of', () => {
  const text = fc.string({ unit: 'binary' })
  const label = fc.string({ unit: 'grapheme', maxLength: 10 })
  const email = fc.oneof(
    text,
    fc.tuple(text, label, label).map(([a, b, c]) => `${a}@${b}.${c}`),
  )
  fc.assert(fc.property(email, one => assert.equal(emailKey(emailKey(one)), emailKey(one))))
})

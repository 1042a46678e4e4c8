import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frenchProviderReasons, providerReasonText } from './provider-reasons.ts'

const partsOf = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted()

test('a reason says the same in French, typeset as French', () => {
  for (const [english, french] of Object.entries(frenchProviderReasons)) {
    assert.deepEqual(partsOf(french), partsOf(english))
    assert.doesNotMatch(french, /[^\u00a0]:(\s|$)|[^\u202f][;!?%](\s|$)|'/, french)
  }
})

for (const [english, french] of [
  ['status.example.com answered 503', 'status.example.com répond 503'],
  [
    'a.example refuses the connection; b.example does not answer in time',
    'a.example refuse la connexion\u202f; b.example ne répond pas à temps',
  ],
  ['a.example is quite new', 'a.example is quite new'],
] as const)
  test(`"${english}" is told in French`, () => assert.equal(providerReasonText(english, 'fr'), french))

test('English stays as it is', () => assert.equal(providerReasonText('not asked yet', 'en'), 'not asked yet'))

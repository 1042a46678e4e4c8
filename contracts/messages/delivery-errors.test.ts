import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deliveryErrorText, frenchDeliveryErrors } from './delivery-errors.ts'

const partsOf = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted()

test('an error says the same in French, typeset as French', () => {
  for (const [english, french] of Object.entries(frenchDeliveryErrors)) {
    assert.deepEqual(partsOf(french), partsOf(english))
    assert.doesNotMatch(french, /[^\u00a0]:(\s|$)|[^\u202f][;!?%](\s|$)|'/, french)
  }
})

for (const [english, french] of [
  ['answered 503: try later', 'réponse 503\u00a0: try later'],
  ['answered 302, redirects are not followed', 'réponse 302, les redirections ne sont pas suivies'],
  ['no answer within 0.15 s', 'pas de réponse en 0,15\u00a0s'],
  [
    'connect ECONNREFUSED ::1:1, connect ECONNREFUSED 127.0.0.1:1',
    'connexion refusée par ::1:1, connexion refusée par 127.0.0.1:1',
  ],
  [
    'the channel takes other messages but not this one: answered 400: too long',
    'le canal accepte d’autres messages, mais pas celui-ci\u00a0: réponse 400\u00a0: too long',
  ],
  ['invalid_auth', 'invalid_auth'],
] as const)
  test(`"${english}" is told in French`, () => assert.equal(deliveryErrorText(english, 'fr'), french))

test('English stays as it is', () => assert.equal(deliveryErrorText('answered 500', 'en'), 'answered 500'))

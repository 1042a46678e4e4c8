import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flagReasonText } from './flag-reasons.ts'

for (const [english, french] of [
  ['api is in trouble', 'api est en difficulté'],
  ['Ada Lovelace changed the flag', 'Ada Lovelace a modifié le drapeau'],
  ['approved by Ada', 'approuvé par Ada'],
  ['toggled: The shop is down.', 'bascule\u00a0: The shop is down.'],
  ['on: 12.5%', 'on\u00a0: 12,5\u202f%'],
  ['Opened to the customers of the beta.', 'Opened to the customers of the beta.'],
] as const)
  test(`"${english}" is told in French`, () => {
    assert.equal(flagReasonText(english, 'fr'), french)
    assert.equal(flagReasonText(english, 'en'), english)
  })

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { translated } from './incident-sentences.ts'
import { incidentMessages } from './incidents.ts'

const { en, fr } = incidentMessages

for (const [english, french] of [
  [en.down('API'), fr.down('API')],
  [en.flapping('API'), fr.flapping('API')],
  [en.merged('INC-20261121-130231-2'), fr.merged('INC-20261121-130231-2')],
  [en.reopened, fr.reopened],
  [en.endUnknown, fr.endUnknown],
] as const) {
  test(`"${english}" is "${french}" in French, and the other way round`, () => {
    assert.equal(translated(english, ['API'], 'en', 'fr'), french)
    assert.equal(translated(french, ['API'], 'fr', 'en'), english)
  })
}

test('what a person wrote has no translation', () => {
  assert.equal(translated('The cable is cut; see INC-20261121-130231', ['API'], 'en', 'fr'), undefined)
  assert.equal(translated('Web is down', ['API'], 'en', 'fr'), undefined)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frenchSettingProblems, settingProblemInFrench } from './setting-problems.ts'

const partsOf = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted()

test('a problem says the same in French, typeset as French', () => {
  for (const [english, french] of Object.entries(frenchSettingProblems)) {
    assert.deepEqual(partsOf(french), partsOf(english))
    assert.doesNotMatch(french, /[^\u00a0]:(\s|$)|[^\u202f][;!?%](\s|$)/, french)
    assert.doesNotMatch(french, /\p{L}'\p{L}/u, french)
  }
})

for (const [english, french] of [
  [
    'column 1: unknown "statuss", did you mean "status"?; known are status, body',
    'colonne\u00a01\u00a0: «\u00a0statuss\u00a0» est inconnu (vouliez-vous dire «\u00a0status\u00a0»\u202f?)\u202f; il y a status, body',
  ],
  [
    'column 1: unknown "x"; known are values, response_ms',
    'colonne\u00a01\u00a0: «\u00a0x\u00a0» est inconnu\u202f; il y a values, response_ms',
  ],
  ["column 16: put text in quotes: 'ok'", "colonne\u00a016\u00a0: mettez le texte entre apostrophes\u00a0: 'ok'"],
  ['quite new', undefined],
] as const)
  test(`"${english}" is told in French`, () => assert.equal(settingProblemInFrench(english), french))

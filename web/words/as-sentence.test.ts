import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asSentence } from './as-sentence.ts'

for (const [text, sentence] of [
  ['the file is not JSON', 'The file is not JSON.'],
  ['l’incident « 7 » n’existe pas', 'L’incident « 7 » n’existe pas.'],
  ['definition.variants est vide', 'definition.variants est vide.'],
  [
    '« of » n’en fait pas partie ; vouliez-vous dire « off » ?',
    '« of » n’en fait pas partie ; vouliez-vous dire « off » ?',
  ],
  ['Try again.', 'Try again.'],
] as const)
  test(`"${text}" is shown as a sentence`, () => assert.equal(asSentence(text), sentence))

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type StoreFailureCode, sentenceOf, storeFailures } from '../../kit/store/failure.ts'
import { refusalText } from './refusals.ts'

for (const code of Object.keys(storeFailures) as StoreFailureCode[]) {
  test(`who reads French is told in French that nothing can be stored (${code})`, () => {
    assert.match(refusalText(sentenceOf(code), 'fr'), /^rien ne peut être enregistré pour le moment\u00a0: \S/)
  })
}

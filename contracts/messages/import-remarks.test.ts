import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frenchRemarks, importRemarkText } from './import-remarks.ts'

const partsOf = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted()

test('a remark says the same in French, typeset as French', () => {
  for (const [english, french] of Object.entries(frenchRemarks)) {
    assert.deepEqual(partsOf(french), partsOf(english))
    assert.doesNotMatch(french.replaceAll('": …', ''), /[^\u00a0]:(\s|$)|[^\u202f][;!?%](\s|$)|'/, french)
  }
})

for (const [english, french] of [
  [
    'its alerts were left out; condition "len([BODY].items) > 3" has no counterpart here and was left out',
    'ses alertes sont laissées de côté\u202f; la condition «\u00a0len([BODY].items) > 3\u00a0» n’a pas d’équivalent ici\u00a0: laissée de côté',
  ],
  ['url is required (and 2 more)', 'url est obligatoire (et 2 de plus)'],
  ['the file has no list "services"', 'le fichier n’a pas de liste «\u00a0services\u00a0»'],
  ['quite new', 'quite new'],
] as const)
  test(`"${english}" is told in French`, () => assert.equal(importRemarkText(english, 'fr'), french))

test('English stays as it is', () => assert.equal(importRemarkText('it names no host', 'en'), 'it names no host'))

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flagProblemText, frenchFlagProblems } from './flag-problems.ts'

const partsOf = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted()
/** Examples in JSON are typeset as JSON. */
const prose = (french: string) =>
  french.replace(/\{"[^…]*(…"\}\}|\})$|\{"on.*$/s, 'x').replaceAll('{"targetingKey": "…"}', 'x')

test('a problem of a flag says the same in French, typeset as French', () => {
  for (const [english, french] of Object.entries(frenchFlagProblems)) {
    assert.deepEqual(partsOf(french), partsOf(english))
    assert.doesNotMatch(prose(french), /[^\u00a0]:(\s|$)|[^\u202f][;!?%](\s|$)|'|« | »/, french)
  }
})

for (const [english, french] of [
  [
    'is "on"; it must be "ENABLED" or "DISABLED"',
    'vaut «\u00a0on\u00a0»\u202f; il faut «\u00a0ENABLED\u00a0» ou «\u00a0DISABLED\u00a0»',
  ],
  [
    '"of" is not among the variants; did you mean "off"?',
    '«\u00a0of\u00a0» ne figure pas parmi les variantes\u202f; vouliez-vous dire «\u00a0off\u00a0»\u202f?',
  ],
  [
    'refers to "betta", which is not there; there are: none',
    'se réfère à «\u00a0betta\u00a0», qui n’existe pas\u202f; il n’y en a aucun',
  ],
  [
    'is of type string, and "on" is of type boolean; all must be of one type',
    'est de type texte, mais «\u00a0on\u00a0» est de type booléen\u202f; toutes doivent être du même type',
  ],
  [
    'there is no operation "iff"; did you mean "if"?',
    'l’opération «\u00a0iff\u00a0» n’existe pas\u202f; vouliez-vous dire «\u00a0if\u00a0»\u202f?',
  ],
  [
    'targeting the rule answers a list, which is no variant',
    'targeting\u00a0: la règle donne une liste, qui n’est pas une variante',
  ],
  [
    'flags["dark mode"].variants is empty; a flag needs one variant at least (and 2 more)',
    'flags["dark mode"].variants est vide\u202f; un drapeau a au moins une variante (et 2 de plus)',
  ],
  ['must have at most 200 characters', 'doit avoir au plus 200\u00a0caractères'],
  ['quite new', 'quite new'],
] as const)
  test(`"${english}" is told in French`, () => assert.equal(flagProblemText(english, 'fr'), french))

test('English stays as it is', () => assert.equal(flagProblemText('is not valid', 'en'), 'is not valid'))

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frenchRemarks, importRemarkText } from './import-remarks.ts'

const partsOf = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted()

test('a remark says the same in French, typeset as French', () => {
  for (const [english, french] of Object.entries(frenchRemarks)) {
    assert.deepEqual(partsOf(french), partsOf(english))
    assert.doesNotMatch(french.replaceAll(/": …|clé: valeur/g, ''), /[^\u00a0]:(\s|$)|[^\u202f][;!?%](\s|$)|'/, french)
  }
})

for (const [english, french] of [
  [
    'its alerts were left out; condition "len([BODY].items) > 3" has no counterpart here and was left out',
    'ses alertes sont laissées de côté\u202f; la condition «\u00a0len([BODY].items) > 3\u00a0» n’a pas d’équivalent ici\u00a0: laissée de côté',
  ],
  ['url is required (and 2 more)', '«\u00a0Adresse\u00a0» est obligatoire (et 2 de plus)'],
  ['conditions[1] is required', '«\u00a0Conditions\u00a0» n°\u00a02 est obligatoire'],
  [
    'headers.x-key is set by every check itself; remove it',
    '«\u00a0En-têtes\u00a0» (x-key) est réglé par chaque contrôle lui-même\u202f; retirez-le',
  ],
  ['tls.verify must be a boolean', '«\u00a0Vérifier le certificat TLS\u00a0» doit être true ou false'],
  ['statuss is not a known field; remove it', '«\u00a0statuss\u00a0» n’est pas un champ connu\u202f; retirez-le'],
  [
    'the file is not valid YAML: line 3: a value contains ": " (put the value in quotes); line 7: "url" is written twice (first in line 6)',
    'le fichier n’est pas du YAML valide\u00a0: ligne\u00a03\u00a0: une valeur contient «\u00a0:\u00a0» suivi d’une espace (mettez la valeur entre guillemets droits)\u202f; ligne\u00a07\u00a0: «\u00a0url\u00a0» est écrit deux fois (d’abord à la ligne\u00a06)',
  ],
  [
    'the file is not valid JSON: line 2, column 5',
    'le fichier n’est pas du JSON valide\u00a0: ligne\u00a02, colonne\u00a05',
  ],
  ['must be a finite number', 'doit être un nombre fini'],
  ['the file has no list "services"', 'le fichier n’a pas de liste «\u00a0services\u00a0»'],
  ['quite new', 'quite new'],
] as const)
  test(`"${english}" is told in French`, () => assert.equal(importRemarkText(english, 'fr'), french))

test('English stays as it is', () => assert.equal(importRemarkText('it names no host', 'en'), 'it names no host'))

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type StoreFailureCode, sentenceOf, storeFailures } from '../../kit/store/failure.ts'
import { reasonText } from './check-reasons.ts'
import { refusalText } from './refusals.ts'

for (const code of Object.keys(storeFailures) as StoreFailureCode[]) {
  test(`who reads French is told in French that nothing can be stored (${code})`, () => {
    assert.match(refusalText(sentenceOf(code), 'fr'), /^rien ne peut être enregistré pour le moment\u00a0: \S/)
  })
}

for (const [english, french] of [
  ['the disk of /data is full', 'le disque de /data est plein'],
  [
    'the disk of /data is nearly full: 1.8 MB of 20 MB are left',
    'le disque de /data est presque plein\u00a0: il reste 1,8\u00a0Mo sur 20\u00a0Mo',
  ],
  ['another program holds /data/monitor.db', 'un autre programme retient /data/monitor.db'],
  [
    'the disk of /data takes hardly any more files: 3 are left',
    'le disque de /data n’accepte presque plus de fichiers\u00a0: il en reste 3',
  ],
] as const) {
  test(`"${english}" is told in French`, () => assert.equal(reasonText(english, 'fr'), french))
}

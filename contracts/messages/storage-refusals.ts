import { databaseReasons } from './storage-problems.ts'

/** What whoever asked is told while nothing can be stored: see `storeFailures` of the kit. */
export const storageRefusals: Readonly<Record<string, string>> = {
  'nothing can be stored at the moment: the disk is full':
    'rien ne peut être enregistré pour le moment\u00a0: le disque est plein',
  'nothing can be stored at the moment: the disk fails':
    'rien ne peut être enregistré pour le moment\u00a0: le disque est défaillant',
  'nothing can be stored at the moment: the data can only be read':
    'rien ne peut être enregistré pour le moment\u00a0: les données sont en lecture seule',
  'nothing can be stored at the moment: the data cannot be opened':
    'rien ne peut être enregistré pour le moment\u00a0: les données ne peuvent pas être ouvertes',
  'nothing can be stored at the moment: another program holds the data':
    'rien ne peut être enregistré pour le moment\u00a0: un autre programme retient les données',
  'nothing can be stored at the moment: the data was taken away while Vigie ran':
    'rien ne peut être enregistré pour le moment\u00a0: les données ont été retirées pendant que Vigie tournait',
  'nothing can be stored at the moment: the data is damaged':
    'rien ne peut être enregistré pour le moment\u00a0: les données sont endommagées',
  ...Object.fromEntries(
    Object.entries(databaseReasons).map(([english, french]) => [
      `nothing can be stored at the moment: ${english}`,
      `rien ne peut être enregistré pour le moment\u00a0: ${french}`,
    ]),
  ),
}

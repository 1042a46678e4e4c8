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
}

/** Why, as the alert about Vigie itself says it; with the place, for the team alone. */
export const storageReasons: Readonly<Record<string, string>> = {
  'nothing can be stored: {sentence}': 'rien ne peut être enregistré\u00a0: {sentence}',
  'the disk of {text} is full': 'le disque de {text} est plein',
  'the disk of {text} fails: {text2} cannot be used ({code})':
    'le disque de {text} est défaillant\u00a0: {text2} est inutilisable ({code})',
  '{text} was removed or replaced': '{text} a été supprimé ou remplacé',
  '{text} cannot be written to': '{text} est en lecture seule',
  '{text} cannot be opened': '{text} ne peut pas être ouvert',
  'another program holds {text}': 'un autre programme retient {text}',
  '{text} is damaged: put back a backup (vigie restore), or move the file away to start without its data':
    '{text} est endommagé\u00a0: restaurez une sauvegarde (vigie restore), ou déplacez le fichier pour démarrer sans ses données',
  'the disk of {text} is nearly full: {size} of {size2} are left':
    'le disque de {text} est presque plein\u00a0: il reste {size} sur {size2}',
  'the disk of {text} takes hardly any more files: {number} are left':
    'le disque de {text} n’accepte presque plus de fichiers\u00a0: il en reste {number}',
}

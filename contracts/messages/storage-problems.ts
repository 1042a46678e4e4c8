/** What stands in the way of a database that is a server of its own. */
export const databaseReasons: Readonly<Record<string, string>> = {
  'the database cannot be reached': 'la base de données est injoignable',
  'the database does not answer': 'la base de données ne répond pas',
  'the database is starting or stopping': 'la base de données démarre ou s’arrête',
  'the database refuses the account': 'la base de données refuse le compte',
  'the account of the database lacks rights': 'il manque des droits au compte de la base de données',
  'the database does not exist': 'la base de données n’existe pas',
  'the tables of the database are missing': 'il manque des tables dans la base de données',
  'the database takes no more connections': 'la base de données n’accepte plus de connexions',
  'the database is busy': 'la base de données est occupée',
  'another process has taken over the data': 'un autre processus a repris les données',
  'the database was lost before the change was saved':
    'la base de données a été perdue avant que la modification soit enregistrée',
  'the database was lost while the change was being saved; look whether it is saved':
    'la base de données a été perdue pendant l’enregistrement de la modification\u202f; vérifiez si elle est enregistrée',
}

/** Why, as the alert about Vigie itself says it; with the place, for the team alone. */
export const storageReasons: Readonly<Record<string, string>> = {
  ...databaseReasons,
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

/** Who did something and is no person, by the name that the record has. */
const en: Readonly<Record<string, string>> = {
  'admin key': 'administration key',
  anonymous: 'somebody unknown',
  'command line': 'command line',
  ramp: 'roll-out',
  schedule: 'planned change',
}

const fr: typeof en = {
  'admin key': 'clé d’administration',
  anonymous: 'inconnu',
  'command line': 'ligne de commande',
  ramp: 'déploiement progressif',
  schedule: 'changement prévu',
}

export const actorWords = { en, fr } as const

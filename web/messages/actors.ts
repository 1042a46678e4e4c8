/** Who did something and is no person, by the name that the record has. */
const en: Readonly<Record<string, string>> = {
  'admin key': 'administration key',
  anonymous: 'somebody unknown',
  'command line': 'command line',
  'OpenID provider': 'OpenID provider',
  ramp: 'roll-out',
  schedule: 'planned change',
}

const fr: typeof en = {
  'admin key': 'clé d’administration',
  anonymous: 'inconnu',
  'command line': 'ligne de commande',
  'OpenID provider': 'fournisseur OpenID',
  ramp: 'déploiement progressif',
  schedule: 'changement prévu',
}

export const actorWords = { en, fr } as const

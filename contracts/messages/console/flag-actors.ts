/** Who changed a flag and is no person, by the name that the record has. */
const en: Readonly<Record<string, string>> = {
  ramp: 'roll-out',
  schedule: 'planned change',
  'admin key': 'administration key',
}

const fr: typeof en = {
  ramp: 'déploiement progressif',
  schedule: 'changement prévu',
  'admin key': 'clé d’administration',
}

export const flagActorWords = { en, fr } as const

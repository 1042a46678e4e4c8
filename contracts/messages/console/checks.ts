// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** Checks: adding one. */
const en = {
  intro: 'Say what to watch. It is looked at as soon as it is saved.',
  kind: 'Kind of check',
  add: 'Add the check',
  added: (name: string) => `${name} is watched`,
}
export type ChecksWords = typeof en

const fr: ChecksWords = {
  intro: 'Dites ce qu’il faut surveiller. Le premier contrôle a lieu dès l’enregistrement.',
  kind: 'Type de contrôle',
  add: 'Ajouter le contrôle',
  added: name => `${name} est surveillé`,
}

export const checksWords = { en, fr } as const

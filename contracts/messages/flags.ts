/** Words about flags, in both languages; `{name}` stands for what is put in. */
type Words = {
  /** Why somebody gets what they get. */
  readonly explained: Readonly<
    Record<
      'disabled' | 'lease' | 'prerequisite' | 'targeting' | 'default' | 'no_default' | 'broken',
      (facts: Facts) => string
    >
  >
}
type Facts = { readonly flag: string; readonly variant: string; readonly because: string }

export const flagMessages: Readonly<Record<'en' | 'fr', Words>> = {
  en: {
    explained: {
      disabled: ({ flag }) => `"${flag}" is switched off: callers use the default in their code.`,
      lease: ({ variant, because }) => `The variant "${variant}" is forced for the incident ${because}.`,
      prerequisite: ({ variant, because }) =>
        `The flag "${because}" is not as needed, so the default "${variant}" is served.`,
      targeting: ({ variant }) => `The rule answers the variant "${variant}".`,
      default: ({ variant }) => `No rule decides, so the default "${variant}" is served.`,
      no_default: () => 'Nothing decides and there is no default variant: callers use the default in their code.',
      broken: ({ because }) => `It cannot be evaluated: ${because}.`,
    },
  },
  fr: {
    explained: {
      disabled: ({ flag }) => `« ${flag} » est coupé : l’appelant garde la valeur par défaut de son code.`,
      lease: ({ variant, because }) => `La variante « ${variant} » est imposée pour l’incident ${because}.`,
      prerequisite: ({ variant, because }) =>
        `Le drapeau « ${because} » n’est pas dans l’état requis : la variante par défaut « ${variant} » est servie.`,
      targeting: ({ variant }) => `La règle donne la variante « ${variant} ».`,
      default: ({ variant }) => `Aucune règle ne tranche : la variante par défaut « ${variant} » est servie.`,
      no_default: () =>
        'Rien ne tranche et il n’y a pas de variante par défaut : l’appelant garde la valeur par défaut de son code.',
      broken: ({ because }) => `L’évaluation échoue : ${because}.`,
    },
  },
}

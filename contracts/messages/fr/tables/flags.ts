import type { FlagMessages } from '../../en/tables/flags.ts'

export const flags: FlagMessages = {
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
}

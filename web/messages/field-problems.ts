// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

import type { Message } from '../../contracts/messages/words.ts'

type Params = NonNullable<Message['params']>

const plural = (count: unknown, one: string, many: string): string => (Number(count) === 1 ? one : many)
const listed = (values: unknown): string => [values].flat().join(', ')

/** What is wrong with one field, in short, by the code of what the server says of it. */
const en = {
  codes: {
    'field.required': 'Fill this in.',
    'field.empty': 'Fill this in.',
    'field.blank': 'Fill this in.',
    'field.shortest': ({ limit }: Params) => `At least ${limit} characters.`,
    'field.longest': ({ limit }: Params) => `At most ${limit} ${plural(limit, 'character', 'characters')}.`,
    'field.least': ({ limit }: Params) => `${limit} or more.`,
    'field.largest': ({ limit }: Params) => `${limit} or less.`,
    'field.above': ({ limit }: Params) => `More than ${limit}.`,
    'field.fewest': ({ limit }: Params) => `At least ${limit} ${plural(limit, 'entry', 'entries')}.`,
    'field.most': ({ limit }: Params) => `At most ${limit} ${plural(limit, 'entry', 'entries')}.`,
    'field.twice': 'The same entry stands there twice.',
    'field.choice': ({ values }: Params) => `One of: ${listed(values)}.`,
    'field.email': 'An e-mail address, such as ada@example.com.',
    'field.web-address': 'An address that begins with http:// or https://.',
    'field.url': 'An address that begins with http:// or https://.',
    'field.type.integer': 'A whole number.',
    'field.type.number': 'A number.',
    'field.line': 'One line of text.',
    'field.time': 'A date and a time.',
    'field.duration': 'A length of time, such as 30s, 5m or 24h.',
    'problem.after-start': 'Later than the beginning.',
  },
  name: 'Small letters, digits and dashes, beginning with a letter or a digit; at most 63.',
}
export type FieldProblemWords = typeof en

const fr: FieldProblemWords = {
  codes: {
    'field.required': 'À remplir.',
    'field.empty': 'À remplir.',
    'field.blank': 'À remplir.',
    'field.shortest': ({ limit }) => `Au moins ${limit}\u00a0caractères.`,
    'field.longest': ({ limit }) => `Au plus ${limit}\u00a0${plural(limit, 'caractère', 'caractères')}.`,
    'field.least': ({ limit }) => `${limit} ou plus.`,
    'field.largest': ({ limit }) => `${limit} ou moins.`,
    'field.above': ({ limit }) => `Plus de ${limit}.`,
    'field.fewest': ({ limit }) => `Au moins ${limit}\u00a0${plural(limit, 'entrée', 'entrées')}.`,
    'field.most': ({ limit }) => `Au plus ${limit}\u00a0${plural(limit, 'entrée', 'entrées')}.`,
    'field.twice': 'La même entrée y figure deux fois.',
    'field.choice': ({ values }) => `Au choix\u00a0: ${listed(values)}.`,
    'field.email': 'Une adresse e-mail, comme ada@example.com.',
    'field.web-address': 'Une adresse qui commence par http:// ou https://.',
    'field.url': 'Une adresse qui commence par http:// ou https://.',
    'field.type.integer': 'Un nombre entier.',
    'field.type.number': 'Un nombre.',
    'field.line': 'Une seule ligne de texte.',
    'field.time': 'Une date et une heure.',
    'field.duration': 'Une durée, comme 30s, 5m ou 24h.',
    'problem.after-start': 'Après le début.',
  },
  name: 'Des minuscules, des chiffres et des tirets, en commençant par une lettre ou un chiffre\u202f; 63 au plus.',
}

export const fieldProblemWords = { en, fr } as const

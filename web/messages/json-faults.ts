// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** Where a text that somebody typed stops being JSON, and what would have been right there. */
const en = {
  at: (line: number, column: number, what: string) => `line ${line}, column ${column}: ${what}`,
  whats: {
    end: 'something is missing at the end',
    value: 'a value is missing here',
    name: 'a name in quotes is missing here',
    colon: 'a colon is missing here',
    separator: 'a comma or a closing bracket is missing here',
    nothing: 'nothing may follow here',
    quote: 'this text has no closing quote',
    escape: 'a backslash stands before a character that needs none; write it twice',
    control: 'a tab or another control character stands in a text',
  },
}
export type JsonFaultWords = typeof en

const fr: JsonFaultWords = {
  at: (line, column, what) => `ligne\u00a0${line}, colonne\u00a0${column}\u00a0: ${what}`,
  whats: {
    end: 'il manque quelque chose à la fin',
    value: 'il manque ici une valeur',
    name: 'il manque ici un nom entre guillemets droits',
    colon: 'il manque ici un deux-points',
    separator: 'il manque ici une virgule, une accolade ou un crochet fermant',
    nothing: 'rien ne peut suivre ici',
    quote: 'ce texte n’a pas de guillemet fermant',
    escape: 'une barre oblique inverse précède un caractère qui n’en demande pas\u202f; doublez-la',
    control: 'un texte contient une tabulation ou un autre caractère de contrôle',
  },
}

export const jsonFaultWords = { en, fr } as const

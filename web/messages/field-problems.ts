// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** What is wrong with one field, as the server says it of every input: its sentence, and ours. `part`: what it names. */
const en = {
  missing: 'Fill this in.',
  shortest: (part: string) => `At least ${part} characters.`,
  longest: (part: string) => `At most ${part} ${part === '1' ? 'character' : 'characters'}.`,
  least: (part: string) => `${part} or more.`,
  most: (part: string) => `${part} or less.`,
  above: (part: string) => `More than ${part}.`,
  fewest: (part: string) => `At least ${part} ${part === '1' ? 'entry' : 'entries'}.`,
  many: (part: string) => `At most ${part} ${part === '1' ? 'entry' : 'entries'}.`,
  twice: 'The same entry stands there twice.',
  choice: (part: string) => `One of: ${part}.`,
  email: 'An e-mail address, such as ada@example.com.',
  web: 'An address that begins with http:// or https://.',
  line: 'One line of text.',
  whole: 'A whole number.',
  number: 'A number.',
  time: 'A date and a time.',
  duration: 'A length of time, such as 30s, 5m or 24h.',
  afterBegin: 'Later than the beginning.',
  name: 'Small letters, digits and dashes, beginning with a letter or a digit; at most 63.',
}
export type FieldProblemWords = typeof en

const fr: FieldProblemWords = {
  missing: 'À remplir.',
  shortest: part => `Au moins ${part}\u00a0caractères.`,
  longest: part => `Au plus ${part}\u00a0${part === '1' ? 'caractère' : 'caractères'}.`,
  least: part => `${part} ou plus.`,
  most: part => `${part} ou moins.`,
  above: part => `Plus de ${part}.`,
  fewest: part => `Au moins ${part}\u00a0${part === '1' ? 'entrée' : 'entrées'}.`,
  many: part => `Au plus ${part}\u00a0${part === '1' ? 'entrée' : 'entrées'}.`,
  twice: 'La même entrée y figure deux fois.',
  choice: part => `Au choix\u00a0: ${part}.`,
  email: 'Une adresse e-mail, comme ada@example.com.',
  web: 'Une adresse qui commence par http:// ou https://.',
  line: 'Une seule ligne de texte.',
  whole: 'Un nombre entier.',
  number: 'Un nombre.',
  time: 'Une date et une heure.',
  duration: 'Une durée, comme 30s, 5m ou 24h.',
  afterBegin: 'Après le début.',
  name: 'Des minuscules, des chiffres et des tirets, en commençant par une lettre ou un chiffre\u202f; 63 au plus.',
}

export const fieldProblemWords = { en, fr } as const

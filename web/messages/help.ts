// In French, a no-break space (U+00A0) stands before a colon and a narrow one (U+202F) before ; ! ? and %.

/** Where to read on, and what the words mean. */
const en = {
  intro: 'What the words of Vigie mean. How to use it is in the documentation.',
  documentation: 'Open the documentation',
  glossary: 'Glossary',
}
export type HelpWords = typeof en

const fr: HelpWords = {
  intro: 'Ce que signifient les mots de Vigie. La documentation explique comment s’en servir.',
  documentation: 'Ouvrir la documentation',
  glossary: 'Glossaire',
}

export const helpWords = { en, fr } as const

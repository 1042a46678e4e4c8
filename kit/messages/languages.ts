/** The languages that the program speaks; the words of each are a folder in `contracts/messages`. */
export const languages = ['en', 'fr'] as const
export type Language = (typeof languages)[number]

/** Of every language something: `inEach(language => word(message, language))`. */
export function inEach<Value>(of: (language: Language) => Value): Readonly<Record<Language, Value>> {
  return Object.fromEntries(languages.map(language => [language, of(language)])) as Record<Language, Value>
}

export const isLanguage = (name: string | null | undefined): name is Language => languages.some(one => one === name)

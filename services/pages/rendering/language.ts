import type { Language } from '../../../contracts/messages/tables.ts'

/** The default language lives at the root; each language, the default one included, under its own prefix. */
export function addressIn(language: Language, defaultLanguage: Language, address: string): string {
  return language === defaultLanguage ? address : `/${language}${address}`
}

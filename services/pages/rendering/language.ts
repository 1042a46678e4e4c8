import { en, type PagesMessages } from '../../../contracts/messages/pages.en.ts'
import { fr } from '../../../contracts/messages/pages.fr.ts'

export type Language = 'en' | 'fr'

export const languages: readonly Language[] = ['en', 'fr']

export const words: Readonly<Record<Language, PagesMessages>> = { en, fr }

export const otherLanguage = (language: Language): Language => (language === 'en' ? 'fr' : 'en')

/** The default language lives at the root; each language, the default one included, under its own prefix. */
export function addressIn(language: Language, defaultLanguage: Language, address: string): string {
  return language === defaultLanguage ? address : `/${language}${address}`
}

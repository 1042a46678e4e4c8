import { useCallback } from 'react'
import { type Language, useLocale } from './language.tsx'

type Text = (sentence: string, language: Language) => string

/** What the server says in English, in the language of the reader: `const say = useTranslated(reasonText)`. */
export function useTranslated(text: Text): (sentence: string) => string {
  const { language } = useLocale()
  return useCallback((sentence: string) => text(sentence, language), [text, language])
}

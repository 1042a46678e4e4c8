import { useCallback } from 'react'
import { type Message, wordOr } from '../../contracts/messages/words.ts'
import { useLocale } from './language.tsx'

/** A message in the language of the reader; its text where there is none: `useMessageText()(reason, reason_i18n)`. */
export function useMessageText(): (text: string, message: Message | null | undefined) => string {
  const { language } = useLocale()
  return useCallback((text, message) => wordOr(text, message, language), [language])
}

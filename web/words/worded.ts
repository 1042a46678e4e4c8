import { useCallback, useEffect } from 'react'
import type { Message, Wording } from '../../contracts/messages/wording-of.ts'
import { createStore } from '../data/external-store.ts'
import { type Language, useLocale } from './language.tsx'

type MessageText = (text: string, message: Message | null | undefined) => string

const asked = new Set<Language>()
const loaded = createStore<Partial<Record<Language, Wording | null>>>({})

async function load(language: Language): Promise<void> {
  if (asked.has(language)) return
  asked.add(language)
  // Without its chunk the text beside a message says more than none.
  const wording = await import('../../contracts/messages/wording-of.ts')
    .then(({ wordingOf }) => wordingOf(language))
    .catch(() => null)
  loaded.set({ ...loaded.get(), [language]: wording })
}

/** A message in the language of the reader; its text where there is none: `useMessageText()(reason, reason_i18n)`. */
export function useMessageText(): MessageText {
  const { language } = useLocale()
  const wording = loaded.use()[language]
  useEffect(() => void load(language), [language])
  return useCallback(
    (text, message) => {
      // Toasts say what they say once: the catalogue may have come since this was drawn.
      const known = wording === undefined ? loaded.get()[language] : wording
      if (!message || known === null) return text
      return known ? known.wordOr(text, message) : '…'
    },
    [language, wording],
  )
}

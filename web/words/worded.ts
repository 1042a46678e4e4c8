import { useCallback, useEffect } from 'react'
import type { Message } from '../../kit/messages/message.ts'
import type { Wording } from '../../kit/messages/wording.ts'
import { createStore } from '../data/external-store.ts'
import { type Language, useLocale } from './language.tsx'

/** Catalogues are large, and whoever reads one language needs none of the others. */
const catalogues = {
  en: () => import('../../contracts/messages/en/catalogue.ts').then(({ en }) => en),
  fr: () => import('../../contracts/messages/fr/catalogue.ts').then(({ fr }) => fr),
} satisfies Record<Language, unknown>

const asked = new Set<Language>()
const loaded = createStore<Partial<Record<Language, Wording | null>>>({})

async function load(language: Language): Promise<void> {
  if (asked.has(language)) return
  asked.add(language)
  const parts = Promise.all([import('../../kit/messages/wording.ts'), catalogues[language]()])
  // Without the chunk the text beside a message says more than none.
  const wording = await parts.then(([{ Wording }, texts]) => new Wording(language, texts)).catch(() => null)
  loaded.set({ ...loaded.get(), [language]: wording })
}

/** A message in the language of the reader; its text where there is none: `useMessageText()(reason, reason_i18n)`. */
export function useMessageText(): (text: string, message: Message | null | undefined) => string {
  const { language } = useLocale()
  const wording = loaded.use()[language]
  useEffect(() => void load(language), [language])
  return useCallback(
    (text: string, message: Message | null | undefined) => {
      // Toasts say what they say once: the catalogue may have come since this was drawn.
      const known = wording === undefined ? loaded.get()[language] : wording
      if (!message || known === null) return text
      return known ? known.wordOr(text, message) : '…'
    },
    [language, wording],
  )
}

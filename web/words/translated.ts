import { useCallback, useEffect } from 'react'
import { createStore } from '../data/external-store.ts'
import { useLocale } from './language.tsx'

type InFrench = (sentence: string) => string | undefined

/** What the server says in English, by what it speaks of. Tables are large, and whoever reads English needs none. */
const tables = {
  refusals: () => import('../../contracts/messages/refusals.ts').then(table => table.refusalInFrench),
}
type Table = keyof typeof tables

const asked = new Set<Table>()
const loaded = createStore<Partial<Record<Table, InFrench>>>({})

async function load(name: Table): Promise<void> {
  if (asked.has(name)) return
  asked.add(name)
  // Without the chunk a sentence in English says more than none.
  const table = await tables[name]().catch(() => () => undefined)
  loaded.set({ ...loaded.get(), [name]: table })
}

/** A sentence of the server in the language of the reader: `const say = useTranslated('deliveries')`. */
export function useTranslated(name: Table): (sentence: string) => string {
  const { language } = useLocale()
  const table = loaded.use()[name]
  useEffect(() => {
    if (language === 'fr') void load(name)
  }, [language, name])
  return useCallback(
    (sentence: string) => {
      if (language === 'en') return sentence
      // Toasts say what they say once: the table may have come since this was drawn.
      const known = table ?? loaded.get()[name]
      return known ? (known(sentence) ?? sentence) : '…'
    },
    [language, name, table],
  )
}

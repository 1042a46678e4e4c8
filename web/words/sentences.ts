import { useCallback, useEffect, useSyncExternalStore } from 'react'
import { useLocale } from './language.tsx'

/** Nobody needs them before the first page, and who reads English never. */
let inFrench: ((sentence: string) => string) | undefined
let isAsked = false
const listeners = new Set<() => void>()

async function load(): Promise<void> {
  if (isAsked) return
  isAsked = true
  try {
    const { refusalInFrench } = await import('../../contracts/messages/refusals.ts')
    inFrench = sentence => refusalInFrench(sentence) ?? sentence
  } catch {
    // Without the chunk a sentence in English says more than none.
    inFrench = sentence => sentence
  }
  for (const tell of listeners) tell()
}

function listen(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}

/** What the server says in English of what it refuses, and of flags, in the language of the reader. */
export function useSentence(): (sentence: string) => string {
  const { language } = useLocale()
  const known = useSyncExternalStore(listen, () => inFrench)
  useEffect(() => {
    if (language === 'fr') void load()
  }, [language])
  return useCallback(
    (sentence: string) => {
      if (language === 'en') return sentence
      // Toasts say what they say once: by then it is here.
      return (known ?? inFrench)?.(sentence) ?? '…'
    },
    [language, known],
  )
}

import { useCallback } from 'react'
import { actorWords } from '../messages/actors.ts'
import { useWords } from './language.tsx'

/** Who did it: the name of a person or a key as it is, what is neither in words. */
export function useActor(): (name: string) => string {
  const words = useWords(actorWords)
  return useCallback((name: string) => (Object.hasOwn(words, name) && words[name]) || name, [words])
}

import { checksWords } from '../../messages/checks.ts'
import { useWords } from '../../words/language.tsx'

type Said = Readonly<Record<string, { readonly label: string; readonly help: string } | undefined>>

/** What kinds of check are called; one that is not here is called by its own name. */
export const useKindWords = (): Said => useWords(checksWords).kinds

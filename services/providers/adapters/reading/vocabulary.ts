import type { ProviderPhase, ProviderState } from '../../../../contracts/providers.ts'
import type { ReadContext } from './adapter.ts'

/**
 * A vendor's words and what they mean. Compared without case and without anything that is neither letter nor digit, as
 * vendors spell theirs in several ways.
 */
export function vocabulary<Meaning extends string>(words: Readonly<Record<string, Meaning>>, fallback: Meaning) {
  const known = new Map(Object.entries(words).map(([word, meaning]) => [folded(word), meaning]))
  return (word: unknown, { unknownWord }: Pick<ReadContext, 'unknownWord'>): Meaning => {
    const meaning = typeof word === 'string' || typeof word === 'number' ? known.get(folded(String(word))) : undefined
    if (meaning === undefined) unknownWord(String(word).slice(0, 60))
    return meaning ?? fallback
  }
}

/** A word that nobody explained is not a sign of health. */
export const states = (words: Readonly<Record<string, ProviderState>>) => vocabulary(words, 'unknown')

/** An incident in a phase that nobody explained is not over. */
export const phases = (words: Readonly<Record<string, ProviderPhase>>) => vocabulary(words, 'investigating')

const folded = (word: string): string => word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

const over: ReadonlySet<ProviderPhase> = new Set(['resolved', 'postmortem', 'completed'])

/** Going on now: neither over nor only planned. */
export const isOpen = (phase: ProviderPhase): boolean => phase !== 'scheduled' && !over.has(phase)

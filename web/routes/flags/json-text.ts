import { type JsonFault, readJson } from '../../../contracts/json-fault.ts'

/** JSON that somebody is typing: an empty text is nothing, and a mistake is told with its place. */
export function jsonOf(text: string): { readonly value: unknown; readonly error?: JsonFault } {
  if (text.trim() === '') return { value: undefined }
  const { value, fault } = readJson(text)
  return fault ? { value: undefined, error: fault } : { value }
}

export const jsonText = (value: unknown): string => (value === undefined ? '' : JSON.stringify(value, null, 2))

type Facts = Readonly<Record<string, unknown>> | null

/** The parts of the definition stand beside the rest, so that only what changed is shown. */
export function flatFacts(facts: Facts): Facts {
  const definition = facts?.definition
  if (!facts || typeof definition !== 'object' || definition === null) return facts
  const { definition: _, ...rest } = facts
  return { ...(definition as Record<string, unknown>), ...rest }
}

import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'

const count = Type.Integer({ minimum: 0 })

/** `summary.json`, which a function writes beside its output. */
const Summary = Type.Object({
  rows_in: count,
  clean: count,
  duplicate: count,
  rejected: count,
  blank: count,
  /** So much was rejected that somebody has to look before the output is given out. */
  held: Type.Optional(Type.Boolean()),
})
export type Summary = Static<typeof Summary>

/** Undefined: it is none. */
export function readSummary(text: string): Summary | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return Value.Check(Summary, value) ? (Value.Clean(Summary, value) as Summary) : undefined
  } catch {
    return undefined
  }
}

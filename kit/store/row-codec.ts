import { fromColumn, type Message } from '../messages/message.ts'
import type { Sealed } from '../secrets/keyring.ts'

/** What a column can hold on both databases. Text that is sealed stays what it is. */
type Plain = string | number | Sealed | null

/** A noun as a row: what is true or false lies there as 1 or 0, and what has parts as JSON. */
export type RowOf<Noun> = { -readonly [Key in keyof Noun]: ColumnOf<Noun[Key]> }
type ColumnOf<Value> = Value extends Plain ? Value : Value extends boolean ? number : string

/**
 * Every field that a column cannot hold as it is, and how it is kept instead. A null of `json` is the NULL of the column; in what
 * people send, whatever it is, null is a value like another and is kept as JSON too.
 */
type Kept<Noun> = {
  readonly [Key in keyof Noun as Noun[Key] extends Plain ? never : Key]: Noun[Key] extends boolean
    ? 'flag'
    : unknown extends Noun[Key]
      ? 'any-json'
      : Noun[Key] extends Message | null
        ? 'message'
        : 'json'
}

type Kind = 'flag' | 'json' | 'any-json' | 'message'

function readAs(kind: Kind, value: unknown): unknown {
  if (kind === 'flag') return value === 1
  // Older versions kept the sentence.
  return kind === 'message' ? fromColumn(String(value)) : JSON.parse(String(value))
}

export type RowCodec<Noun> = { toRow(noun: Noun): RowOf<Noun>; fromRow(row: RowOf<Noun>): Noun }

export function rowCodec<Noun extends object>(kept: Kept<Noun>): RowCodec<Noun> {
  const columns = Object.entries<Kind>(kept)
  const mapped = (source: object, map: (kind: Kind, value: unknown) => unknown) => {
    const target: Record<string, unknown> = { ...source }
    for (const [name, kind] of columns) {
      if (target[name] !== null || kind === 'any-json') target[name] = map(kind, target[name])
    }
    return target
  }
  return {
    toRow: noun =>
      mapped(noun, (kind, value) => (kind === 'flag' ? Number(value) : JSON.stringify(value))) as RowOf<Noun>,
    fromRow: row => mapped(row, readAs) as Noun,
  }
}

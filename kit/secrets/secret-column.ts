import type { Keyring, Sealed } from './keyring.ts'

/** A column whose texts are encrypted. What a service has of them it lists in `defineService({ secrets })`. */
export type SecretColumn = {
  readonly table: string
  readonly column: string
  /** The column that names a row and never changes: a text copied to another row cannot be opened there. */
  readonly row: string
  /** Only rows in which this column says this. */
  readonly only?: { readonly column: string; readonly says: string }
  /** What may stand in plain beside it, made from what an older version stored. */
  readonly beside?: (text: string, row: RowBeside) => Beside
  /** Only rows in which this column says this are for people to fill in; the others come from elsewhere by themselves. */
  readonly entered?: { readonly column: string; readonly says: string }
  /** What people have to do without the key: `enter the secret of this webhook again`; null: nothing, another is made. */
  readonly without: string | null
  /** The column by which people know the thing. */
  readonly known_by?: string
}

export type RowBeside = Readonly<Record<string, unknown>>

export type Beside = {
  readonly columns: Readonly<Record<string, string>>
  /** Nothing is left to hide: the column is null. */
  readonly isAll?: boolean
}

/** Of one service: whoever has a store has them. */
export type Secrets = {
  /** The id of the key in use; null: there is none. */
  readonly key: string | null
  hasKey(id: string): boolean
  seal(column: SecretColumn, row: string, text: string): Sealed
  /** null: it was encrypted with a key that is not here, for another row, or changed since. */
  open(column: SecretColumn, row: string, sealed: Sealed): string | null
}

export function secretsOf(service: string, ring: Keyring): Secrets {
  const place = ({ table, column }: SecretColumn, row: string) => JSON.stringify([service, table, column, row])
  return {
    key: ring.current,
    hasKey: id => ring.has(id),
    seal: (column, row, text) => ring.seal(place(column, row), text),
    open: (column, row, sealed) => ring.open(place(column, row), sealed),
  }
}

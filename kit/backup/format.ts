import { type TOptional, type TString, Type } from 'typebox'

/**
 * A backup is compressed text, one JSON value a line: the header; of each service its tables, each with its rows; after
 * them the service's checksum; at last a line that says the file is whole. Neutral: either database can read it.
 */
export const backupFormat = 1

/** Files beside the databases that a restored Vigie needs. No other name is read from a backup. */
export const keptFiles = ['admin-key.sha256'] as const
export type KeptFile = (typeof keptFiles)[number]

const Name = Type.String({ minLength: 1, maxLength: 200 })
const Sum = Type.String({ pattern: '^[0-9a-f]{64}$' })
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const KeptFiles = Object.fromEntries(
  keptFiles.map(name => [name, Type.Optional(Type.String({ maxLength: 10_000 }))]),
) as Record<KeptFile, TOptional<TString>>

export const Header = Type.Object({
  format: Type.Literal('vigie-backup'),
  format_version: Type.Integer(),
  /** Of the program that wrote it. */
  version: Type.String({ maxLength: 100 }),
  made_at: Type.String({ maxLength: 100 }),
  engine: Type.Enum(['sqlite', 'postgres']),
  /** Which migrations the data of each service has had. */
  services: Type.Record(Type.String(), Type.Object({ migrations: Type.Array(Name, { maxItems: 1_000 }) })),
  files: Type.Object(KeptFiles, { additionalProperties: false }),
  /** Ids of the keys that its secrets are encrypted with; left out by versions that encrypted nothing. */
  keys: Type.Optional(Type.Array(Type.String({ pattern: '^[0-9a-f]{16}$' }), { maxItems: 100 })),
})
export type Header = Type.Static<typeof Header>

export const TableLine = Type.Object({
  service: Name,
  table: Name,
  columns: Type.Array(Name, { minItems: 1, maxItems: 500, uniqueItems: true }),
  /** The last number that a growing key has given, also when its row is gone. */
  last: Type.Optional(Count),
})
export type TableLine = Type.Static<typeof TableLine>

/** Of every line of the service before this one. */
export const ServiceEnd = Type.Object({ end_of: Name, rows: Count, sha256: Sum })
export type ServiceEnd = Type.Static<typeof ServiceEnd>

/** `sha256` is of the header's line. */
export const FileEnd = Type.Object({ end: Type.Literal(true), rows: Count, sha256: Sum })
export type FileEnd = Type.Static<typeof FileEnd>

export type Cell = string | number | null | Uint8Array
export type Row = readonly Cell[]

/**
 * Files that a service keeps beside its tables: a backup holds them as rows of a table that is empty otherwise, so that either
 * database brings them back. Read before the tables: what moves from the files into them meanwhile is in both, and not in none.
 */
export type FileRows = { readonly table: string; read(data: string): readonly Row[] }

export function rowLine(row: Row): string {
  return JSON.stringify(row.map(cell => (cell instanceof Uint8Array ? [Buffer.from(cell).toString('base64')] : cell)))
}

/** Bytes stand in a list of their own: `["aGVsbG8="]`. */
export function cellsOf(line: readonly unknown[]): Row | null {
  const row: Cell[] = []
  for (const value of line) {
    if (Array.isArray(value) && typeof value[0] === 'string') row.push(Buffer.from(value[0], 'base64'))
    else if (value === null || typeof value === 'string' || typeof value === 'number') row.push(value)
    else return null
  }
  return row
}

import { Type } from 'typebox'

/**
 * A backup is compressed text, one JSON value a line: the header; of each service its tables, each with its rows; after
 * them the service's checksum; at last a line that says the file is whole. Neutral: either database can read it.
 */
export const backupFormat = 1

export const Header = Type.Object({
  format: Type.Literal('vigie-backup'),
  format_version: Type.Integer(),
  /** Of the program that wrote it. */
  version: Type.String(),
  made_at: Type.String(),
  engine: Type.Enum(['sqlite', 'postgres']),
  /** Which migrations the data of each service has had. */
  services: Type.Record(Type.String(), Type.Object({ migrations: Type.Array(Type.String()) })),
  /** Small files beside the databases, by name. */
  files: Type.Record(Type.String(), Type.String()),
})
export type Header = Type.Static<typeof Header>

export const TableLine = Type.Object({
  service: Type.String(),
  table: Type.String(),
  columns: Type.Array(Type.String()),
  /** The last number that a growing key has given, also when its row is gone. */
  last: Type.Optional(Type.Integer()),
})
export type TableLine = Type.Static<typeof TableLine>

/** Of every line of the service before this one. */
export const ServiceEnd = Type.Object({ end_of: Type.String(), rows: Type.Integer(), sha256: Type.String() })
export type ServiceEnd = Type.Static<typeof ServiceEnd>

/** `sha256` is of the header's line. */
export const FileEnd = Type.Object({ end: Type.Literal(true), rows: Type.Integer(), sha256: Type.String() })
export type FileEnd = Type.Static<typeof FileEnd>

export type Cell = string | number | null | Uint8Array
export type Row = readonly Cell[]

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

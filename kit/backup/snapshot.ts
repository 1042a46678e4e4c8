import { type Kysely, sql } from 'kysely'
import type { EngineConnection } from '../store/engine.ts'
import type { Cell, Row, TableLine } from './format.ts'

/** The tables of one service as they were at one instant, while others go on writing. */
export type Snapshot = {
  readonly tables: readonly Omit<TableLine, 'service'>[]
  readonly rows: number
  /** In pages. */
  read(table: string): AsyncIterable<readonly Row[]>
}

/**
 * Rows by table that were read before anything else of any service. How far listeners have heard: what they heard meanwhile they
 * hear again.
 */
export type Cursors = ReadonlyMap<string, readonly Row[]>

const cursorTables = ['relay_cursor', 'relay_retry']
const pageRows = 200

/** Names of the migrations that the data has had; empty where there is no data. */
export async function migrationsOf(connection: EngineConnection): Promise<string[]> {
  const tables = await tablesOf(connection.read, connection, true)
  if (!tables.some(table => table.name === 'kysely_migration')) return []
  const { rows } = await sql<{ name: string }>`select name from ${sql.table('kysely_migration')} order by name`.execute(
    connection.read,
  )
  return rows.map(row => row.name)
}

/** Ids of the keys that its secrets are encrypted with. */
export async function keyIdsIn(connection: EngineConnection): Promise<string[]> {
  const tables = await tablesOf(connection.read, connection, false)
  if (!tables.some(({ name }) => name === 'sealed_column')) return []
  const found = sql<{ key_id: string }>`select distinct key_id from ${sql.table('sealed_column')}`
  return (await found.execute(connection.read)).rows.map(row => row.key_id)
}

export async function readCursors(connection: EngineConnection): Promise<Cursors> {
  return withSnapshot(connection, new Map(), async snapshot => {
    const cursors = new Map<string, readonly Row[]>()
    for (const table of cursorTables) {
      const rows: Row[] = []
      for await (const page of snapshot.read(table)) rows.push(...page)
      cursors.set(table, rows)
    }
    return cursors
  })
}

export function withSnapshot<T>(
  connection: EngineConnection,
  cursors: Cursors,
  use: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const transaction = connection.read.transaction()
  // SQLite: a reader in WAL mode sees the database as it was at its first read.
  const begun = connection.engine === 'postgres' ? transaction.setIsolationLevel('repeatable read') : transaction
  return begun.execute(async db => {
    const tables: Omit<TableLine, 'service'>[] = []
    let rows = 0
    for (const { name, columns, growing } of await tablesOf(db, connection, false)) {
      const last = growing === undefined ? null : await lastNumber(db, connection, { table: name, column: growing })
      tables.push({ table: name, columns, ...(last === null ? {} : { last }) })
      const counted = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(db)
      rows += Number(counted.rows[0]?.n ?? 0)
    }
    const read = (name: string): AsyncIterable<readonly Row[]> => {
      const known = cursors.get(name)
      const columns = tables.find(({ table }) => table === name)?.columns ?? []
      return known ? once(known) : pages(db, connection, { name, columns })
    }
    return use({ tables, rows, read })
  })
}

export type Table = {
  readonly name: string
  readonly columns: string[]
  /** As the database calls it: `TEXT`, `int4`. */
  readonly types: readonly string[]
  readonly growing: string | undefined
}

export async function tablesOf(db: Kysely<unknown>, { schema }: EngineConnection, internal: boolean): Promise<Table[]> {
  const all = await db.introspection.getTables({ withInternalKyselyTables: internal })
  return all
    .filter(table => schema === undefined || table.schema === schema)
    .map(({ name, columns }) => ({
      name,
      columns: columns.map(column => column.name),
      types: columns.map(column => column.dataType),
      growing: columns.find(column => column.isAutoIncrementing)?.name,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

async function lastNumber(
  db: Kysely<unknown>,
  { engine, schema = '' }: EngineConnection,
  { table, column }: { table: string; column: string },
): Promise<number | null> {
  if (engine === 'sqlite') {
    const { rows } = await sql<{ seq: number }>`select seq from sqlite_sequence where name = ${table}`.execute(db)
    return rows[0]?.seq ?? null
  }
  const found = await sql<{ name: string }>`
    select pg_get_serial_sequence(${`${quoted(schema)}.${quoted(table)}`}, ${column}) as name`.execute(db)
  const name = found.rows[0]?.name
  if (!name) return null
  const { rows } = await sql<{ last: number; called: boolean }>`
    select last_value as last, is_called as called from ${sql.raw(name)}`.execute(db)
  return rows[0]?.called ? rows[0].last : null
}

const quoted = (name: string): string => `"${name}"`

async function* once(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows
}

type Read = { readonly name: string; readonly columns: readonly string[] }

function pages(db: Kysely<unknown>, { engine }: EngineConnection, read: Read): AsyncIterable<readonly Row[]> {
  return engine === 'sqlite' ? pagesByRowid(db, read) : pagesByCursor(db, read)
}

async function* pagesByRowid(db: Kysely<unknown>, { name, columns }: Read): AsyncGenerator<readonly Row[]> {
  let after = Number.MIN_SAFE_INTEGER
  for (;;) {
    const { rows } = await sql<Record<string, Cell>>`
      select rowid as "rowid of the row", * from ${sql.table(name)}
      where rowid > ${after} order by rowid limit ${pageRows}`.execute(db)
    const last = rows.at(-1)
    if (!last) return
    after = Number(last['rowid of the row'])
    yield rows.map(row => columns.map(column => row[column] ?? null))
  }
}

async function* pagesByCursor(db: Kysely<unknown>, { name, columns }: Read): AsyncGenerator<readonly Row[]> {
  await sql`declare backup no scroll cursor for select * from ${sql.table(name)}`.execute(db)
  for (;;) {
    const { rows } = await sql<Record<string, Cell>>`fetch ${sql.raw(String(pageRows))} from backup`.execute(db)
    if (rows.length === 0) break
    yield rows.map(row => columns.map(column => row[column] ?? null))
  }
  await sql`close backup`.execute(db)
}

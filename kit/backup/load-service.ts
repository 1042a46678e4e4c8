import { type ControlledTransaction, sql } from 'kysely'
import { messageOf } from '../service/errors.ts'
import type { Service } from '../service/service.ts'
import type { EngineConnection } from '../store/engine.ts'
import { migrationsOfService } from '../store/service-store.ts'
import { openStore } from '../store/store.ts'
import type { Cell, Row, TableLine } from './format.ts'
import { damaged } from './read-backup.ts'
import { type Table, tablesOf } from './snapshot.ts'

/** Far below what either database takes in one statement. */
const parametersAtMost = 2_000
const bytesAtMost = 4 * 1_048_576

/** Those that this program does not know: a newer one made the data. */
export function unknownMigrations(service: Service, had: readonly string[]): string[] {
  return had.filter(name => !Object.hasOwn(migrationsOfService(service), name))
}

/** Tables as they were when the backup was made; what newer programs add comes with the next start. */
export async function makeTables(connection: EngineConnection, service: Service, had: readonly string[]) {
  const migrations = Object.entries(migrationsOfService(service)).filter(([name]) => had.includes(name))
  // Not closed: the store has nothing of its own beside the connection, which its opener closes.
  await openStore(connection, Object.fromEntries(migrations))
}

/** Fills the tables of one service in one transaction: those that its migrations have made, with what fits into them. */
export class Loader {
  readonly #connection: EngineConnection
  readonly #db: ControlledTransaction<unknown>
  /** Those that nothing was said of yet. */
  readonly #tables: Map<string, Table>
  #table: TableLine | undefined
  #fits: readonly ((cell: Cell) => boolean)[] = []
  #rows: Row[] = []
  #bytes = 0

  private constructor(connection: EngineConnection, db: ControlledTransaction<unknown>, tables: readonly Table[]) {
    this.#connection = connection
    this.#db = db
    this.#tables = new Map(tables.map(table => [table.name, table]))
  }

  static async begin(connection: EngineConnection): Promise<Loader> {
    const tables = await tablesOf(connection.write, connection, false)
    return new Loader(connection, await connection.write.startTransaction().execute(), tables)
  }

  async table(line: TableLine): Promise<void> {
    await this.#endTable()
    const known = this.#tables.get(line.table)
    const { columns, last } = line
    const isSame = known?.columns.length === columns.length && columns.every(name => known.columns.includes(name))
    if (!known || !isSame) throw damaged('a table that no migration has made so')
    if (last !== undefined && known.growing === undefined) throw damaged('a number for a table that has none')
    this.#tables.delete(line.table)
    this.#table = line
    this.#fits = columns.map(name => fitsInto(known.types[known.columns.indexOf(name)] ?? ''))
  }

  async row(row: Row): Promise<void> {
    if (!row.every((cell, index) => cell === null || this.#fits[index]?.(cell))) {
      throw damaged('a value of another type than its column')
    }
    this.#rows.push(row)
    for (const cell of row)
      this.#bytes += typeof cell === 'string' ? cell.length : ((cell as Uint8Array | null)?.length ?? 8)
    if (this.#rows.length * row.length >= parametersAtMost || this.#bytes >= bytesAtMost) await this.#flush()
  }

  async commit(): Promise<void> {
    await this.#endTable()
    if (this.#tables.size > 0) throw damaged('a table is missing')
    await this.#db.commit().execute()
  }

  async rollback(): Promise<void> {
    if (!this.#db.isCommitted) await this.#db.rollback().execute()
  }

  async #endTable(): Promise<void> {
    await this.#flush()
    if (this.#table?.last !== undefined) await this.#continueAfter(this.#table.table, this.#table.last)
  }

  async #flush(): Promise<void> {
    const rows = this.#rows
    if (rows.length === 0 || this.#table === undefined) return
    this.#rows = []
    this.#bytes = 0
    const { table, columns } = this.#table
    const values = rows.map(row => sql`(${sql.join(row)})`)
    const names = columns.map(column => sql.ref(column))
    const insert = sql`insert into ${sql.table(table)} (${sql.join(names)}) values ${sql.join(values)}`
    try {
      await insert.execute(this.#db)
    } catch (thrown) {
      throw isOfTheRows(thrown) ? damaged(messageOf(thrown)) : thrown
    }
  }

  /** Numbers that were given once are not given again, also when their rows are gone: cursors count on it. */
  async #continueAfter(table: string, last: number): Promise<void> {
    if (this.#connection.engine === 'sqlite') {
      await sql`delete from sqlite_sequence where name = ${table}`.execute(this.#db)
      await sql`insert into sqlite_sequence (name, seq) values (${table}, ${last})`.execute(this.#db)
      return
    }
    // None was given yet, and a sequence of PostgreSQL has no value before its first.
    if (last < 1) return
    const { schema = '' } = this.#connection
    const tables = await this.#db.introspection.getTables()
    const found = tables.find(one => one.schema === schema && one.name === table)
    const column = found?.columns.find(one => one.isAutoIncrementing)?.name ?? ''
    await sql`select setval(pg_get_serial_sequence(${`"${schema}"."${table}"`}, ${column}), ${last})`.execute(this.#db)
  }
}

/** A key that is there twice, a value that is missing or too large; not a disk that is full. */
const isOfTheRows = (thrown: unknown): boolean =>
  /^(SQLITE_(CONSTRAINT|MISMATCH|TOOBIG)|22|23)/.test((thrown as NodeJS.ErrnoException).code ?? '')

/** Both databases take what does not fit, the one silently; the program would fall over it later. */
function fitsInto(type: string): (cell: Cell) => boolean {
  if (/^(text|varchar)/i.test(type)) return cell => typeof cell === 'string'
  if (/^(int|real|float|double|numeric)/i.test(type)) return cell => typeof cell === 'number'
  if (/^(blob|bytea)/i.test(type)) return cell => cell instanceof Uint8Array
  return () => true
}

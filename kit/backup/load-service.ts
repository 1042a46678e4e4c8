import { type ControlledTransaction, sql } from 'kysely'
import { outboxMigration } from '../messaging/outbox.ts'
import type { Service } from '../service.ts'
import type { EngineConnection } from '../store/engine.ts'
import { type Migrations, openStore } from '../store.ts'
import type { Row, TableLine } from './format.ts'

/** Far below what either database takes in one statement. */
const parametersAtMost = 2_000

const known = (service: Service): Migrations => ({ '0000-outbox': outboxMigration, ...service.migrations })

/** Those that this program does not know: a newer one made the data. */
export function unknownMigrations(service: Service, had: readonly string[]): string[] {
  return had.filter(name => !(name in known(service)))
}

/** Tables as they were when the backup was made; what newer programs add comes with the next start. */
export async function makeTables(connection: EngineConnection, service: Service, had: readonly string[]) {
  const migrations = Object.entries(known(service)).filter(([name]) => had.includes(name))
  // Not closed: the store has nothing of its own beside the connection, which its opener closes.
  await openStore(connection, Object.fromEntries(migrations))
}

/** Fills the tables of one service in one transaction. */
export class Loader {
  readonly #connection: EngineConnection
  readonly #db: ControlledTransaction<unknown>
  #table: TableLine | undefined
  #rows: Row[] = []

  private constructor(connection: EngineConnection, db: ControlledTransaction<unknown>) {
    this.#connection = connection
    this.#db = db
  }

  static async begin(connection: EngineConnection): Promise<Loader> {
    return new Loader(connection, await connection.write.startTransaction().execute())
  }

  async table(line: TableLine): Promise<void> {
    await this.#endTable()
    this.#table = line
  }

  async row(row: Row): Promise<void> {
    this.#rows.push(row)
    if (this.#rows.length * row.length >= parametersAtMost) await this.#flush()
  }

  async commit(): Promise<void> {
    await this.#endTable()
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
    const { table, columns } = this.#table
    const values = rows.map(row => sql`(${sql.join(row)})`)
    const names = columns.map(column => sql.ref(column))
    await sql`insert into ${sql.table(table)} (${sql.join(names)}) values ${sql.join(values)}`.execute(this.#db)
  }

  /** Numbers that were given once are not given again, also when their rows are gone: cursors count on it. */
  async #continueAfter(table: string, last: number): Promise<void> {
    if (this.#connection.engine === 'sqlite') {
      await sql`delete from sqlite_sequence where name = ${table}`.execute(this.#db)
      await sql`insert into sqlite_sequence (name, seq) values (${table}, ${last})`.execute(this.#db)
      return
    }
    const { schema = '' } = this.#connection
    const tables = await this.#db.introspection.getTables()
    const found = tables.find(one => one.schema === schema && one.name === table)
    const column = found?.columns.find(one => one.isAutoIncrementing)?.name ?? ''
    await sql`select setval(pg_get_serial_sequence(${`"${schema}"."${table}"`}, ${column}), ${last})`.execute(this.#db)
  }
}

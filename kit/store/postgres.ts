import { Kysely, PostgresDialect, sql } from 'kysely'
import pg from 'pg'
import type { Columns } from '../store.ts'
import { ConditionRecord } from './condition.ts'
import type { EngineConnection } from './engine.ts'

const columns: Columns = {
  number: 'double precision',
  blob: 'bytea',
  serial: (table, name) => table.addColumn(name, 'bigserial', column => column.primaryKey()),
}

/** Counts and sums come as int8 or numeric text; all of ours are far below 2^53. */
const types = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') =>
    oid === pg.types.builtins.INT8 || oid === pg.types.builtins.NUMERIC
      ? Number
      : pg.types.getTypeParser(oid, format as 'text')) as typeof pg.types.getTypeParser,
}

/** One schema per service in one database. */
export async function connectPostgres(
  url: string,
  service: string,
  condition = new ConditionRecord(() => 0),
): Promise<EngineConnection> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 6,
    types,
    application_name: `vigie ${service}`,
    options: `-c search_path=${service}`,
  })
  // A connection lost while idle is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => {})
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  await sql`create schema if not exists ${sql.id(service)}`.execute(db)
  return {
    engine: 'postgres',
    write: db,
    read: db,
    columns,
    schema: service,
    durability: () => {},
    enter: async (transaction, durable) => {
      // One writer per service over all processes, so that the outbox is read in the order in which it commits.
      await sql`select pg_advisory_xact_lock(hashtext(${`vigie.${service}`}))`.execute(transaction)
      if (!durable) await sql`set local synchronous_commit = off`.execute(transaction)
    },
    revision: () => undefined,
    condition: () => condition.get(),
    whenConditionChanges: listener => condition.listen(listener),
    rewrite: async tables => {
      for (const table of tables) await sql`vacuum full ${sql.table(table)}`.execute(db)
    },
    close: () => db.destroy(),
  }
}

import { AsyncLocalStorage } from 'node:async_hooks'
import { type CreateTableBuilder, type Kysely, sql, type Transaction } from 'kysely'
import { DEFAULT_MIGRATION_TABLE, type Migration, Migrator } from 'kysely/migration'
import { turnOfOthersWhenLong } from '../runtime/loop-turns.ts'
import { Keyring } from '../secrets/keyring.ts'
import { type Secrets, secretsOf } from '../secrets/secret-column.ts'
import { conflict, type Refusal } from '../service/errors.ts'
import { askedNow } from './asked.ts'
import type { StoreCondition } from './condition.ts'
import type { EngineConnection } from './engine.ts'

/** All SQL of a service goes through its one store. The same code runs on SQLite and on PostgreSQL. */
export type Store = {
  readonly engine: 'sqlite' | 'postgres'
  /** Encrypts what must not lie in the database in plain; see kit/secrets. */
  readonly secrets: Secrets
  /** On the running transaction when inside one, else on the read side, which cannot write. */
  query<Tables>(): Kysely<Tables>
  /** Writes happen only in here; inside, await only SQL and publish. A nested call joins the outer transaction. */
  transaction<T>(run: () => Promise<T>): Promise<T>
  /** The same, but a power cut may take the last moments: for what can be seen again, such as results of checks. */
  relaxed<T>(run: () => Promise<T>): Promise<T>
  inTransaction(): boolean
  /** Runs once the running transaction has committed; never if it rolls back. */
  afterCommit(run: () => void): void
  /**
   * Another number whenever somebody has committed, in this program or in another; for who would else ask the same again
   * and again. Undefined where only asking tells (PostgreSQL).
   */
  revision(): number | undefined
  /** Whether it can keep what it is given, as the last attempts told; costs nothing to ask. */
  condition(): StoreCondition
  /** Called whenever the condition has become another one. */
  whenConditionChanges(listener: () => void): void
  /** Finds out whether writing works, by doing it. Never throws: what came of it is the condition. */
  probe(): Promise<void>
  close(): Promise<void>
}

export type Migrations = Readonly<Record<string, StoreMigration>>
export type StoreMigration = { up(db: Kysely<unknown>, column: Columns): Promise<void> }

/** The few column types that the two engines name differently. Everything else: text, integer. */
export type Columns = {
  readonly number: 'real' | 'double precision'
  readonly blob: 'blob' | 'bytea'
  /** Adds a growing integer primary key. */
  serial<Table extends string, Column extends string>(
    table: CreateTableBuilder<Table, Column>,
    name: string,
  ): CreateTableBuilder<Table, Column | string>
}

type Running = { readonly db: Transaction<unknown>; readonly committed: (() => void)[] }

/** Opens the service's data, brings its tables up to date and refuses nothing but a newer schema than this program knows. */
export async function openStore(
  connection: EngineConnection,
  migrations: Migrations,
  secrets: Secrets = noSecrets,
): Promise<Store> {
  await connection.prepare()
  await migrate(connection, migrations)
  return storeOn(connection, secrets)
}

const noSecrets = secretsOf('', new Keyring([]))

/** As it is, tables untouched: for a command beside a running program. */
export function openForReading(connection: EngineConnection, secrets: Secrets): Store {
  return storeOn(connection, secrets)
}

function storeOn(connection: EngineConnection, secrets: Secrets): Store {
  const running = new AsyncLocalStorage<Running>()
  let last: Promise<unknown> = Promise.resolve()

  // One writer at a time, also on PostgreSQL: rules that read, decide and write need no other locking.
  const alone = <T>(run: () => Promise<T>): Promise<T> => {
    const mine = last.then(run, run)
    last = mine.catch(() => undefined)
    return mine
  }
  const begin = <T>(run: () => Promise<T>, durable: boolean): Promise<T> => {
    const asked = askedNow()
    return alone(async () => {
      await turnOfOthersWhenLong()
      asked?.requireThere()
      const committed: (() => void)[] = []
      await connection.durability(durable)
      const value = await connection.write.transaction().execute(db =>
        running.run({ db, committed }, async () => {
          const value = await run()
          asked?.commits()
          return value
        }),
      )
      for (const tell of committed) tell()
      return value
    })
  }
  const transact = <T>(run: () => Promise<T>, durable: boolean): Promise<T> =>
    running.getStore() ? run() : begin(run, durable)

  return {
    engine: connection.engine,
    secrets,
    query: <Tables>() => (running.getStore()?.db ?? connection.read) as Kysely<Tables>,
    transaction: run => transact(run, true),
    relaxed: run => transact(run, false),
    inTransaction: () => running.getStore() !== undefined,
    afterCommit: run => {
      const transaction = running.getStore()
      if (!transaction) throw new Error('afterCommit needs a running transaction')
      transaction.committed.push(run)
    },
    revision: () => connection.revision(),
    condition: () => connection.condition(),
    whenConditionChanges: listener => connection.whenConditionChanges(listener),
    probe: async () => {
      const { probe } = connection
      await (probe ? alone(() => probe()) : begin(async () => {}, true)).catch(() => undefined)
    },
    close: async () => {
      await last
      await connection.close()
    },
  }
}

/** Names of the migrations that the data has not had yet: it was written by an older program. */
export async function pendingMigrations(connection: EngineConnection, migrations: Migrations): Promise<string[]> {
  const all = await migratorOf(connection, migrations).getMigrations()
  return all.filter(migration => migration.executedAt === undefined).map(migration => migration.name)
}

async function migrate(connection: EngineConnection, migrations: Migrations): Promise<void> {
  const { error } = await migratorOf(connection, migrations).migrateToLatest()
  if (!error) return
  // Why the tables could not be read is the cause, and not what they hold.
  throw (await ofAnotherProgram(connection, migrations).catch(() => null)) ?? error
}

/** A newer version, or another service whose file was put here: with its tables nothing can be begun, and nothing is changed. */
async function ofAnotherProgram(connection: EngineConnection, migrations: Migrations): Promise<Refusal | null> {
  const { unhurried, schema, file } = connection
  const table = schema ? `${schema}.${DEFAULT_MIGRATION_TABLE}` : DEFAULT_MIGRATION_TABLE
  const executed = await sql<{ name: string }>`select name from ${sql.table(table)}`.execute(unhurried)
  const unknown = executed.rows.map(({ name }) => name).find(name => !Object.hasOwn(migrations, name))
  if (unknown === undefined) return null
  const place = file ?? `the schema "${schema}" of the database`
  return conflict(
    'kit.data-of-another-version',
    `${place} holds the data of a newer Vigie, or of something else ("${unknown}" is not known here): start that version, or put back a backup of this one (vigie restore)`,
  )
}

function migratorOf(connection: EngineConnection, migrations: Migrations): Migrator {
  const provided: Record<string, Migration> = {}
  for (const [name, migration] of Object.entries(migrations)) {
    provided[name] = { up: db => migration.up(db as Kysely<unknown>, connection.columns) }
  }
  return new Migrator({
    db: connection.unhurried,
    provider: { getMigrations: async () => provided },
    allowUnorderedMigrations: true,
    ...(connection.schema ? { migrationTableSchema: connection.schema } : {}),
  })
}

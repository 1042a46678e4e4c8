import type Database from 'better-sqlite3'
import {
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  SqliteDriver,
} from 'kysely'
import type { ConditionRecord } from '../condition.ts'
import type { StoreFailure } from '../failure.ts'
import { isStillFull, sqliteFailure } from './failure.ts'

export type Attempt = <T>(run: () => T) => T

/**
 * Stands between the SQL of a service and its file: what fails because of the world becomes a `StoreFailure` with its cause,
 * and the condition of the store is kept from what came of each write.
 */
export class SqliteGuard {
  readonly #file: string
  readonly #condition: ConditionRecord
  /** A full disk makes SQLite end the whole transaction by itself: what is left of it must not be written one by one. */
  #broken: StoreFailure | null = null
  #last: StoreFailure | null = null

  readonly attempt: Attempt = run => {
    try {
      return run()
    } catch (thrown) {
      const failure = sqliteFailure(thrown, this.#file)
      if (!failure) throw thrown
      if (!this.#last?.lasts) {
        this.#last = failure
        this.#condition.failed(failure.why, failure.code)
      }
      throw failure
    }
  }

  constructor(file: string, condition: ConditionRecord) {
    this.#file = file
    this.#condition = condition
  }

  /** For the connection that writes. */
  dialect(writer: Database.Database, statements: (attempt: Attempt) => SqliteDatabase): Dialect {
    const database = statements(run => {
      if (this.#broken) throw this.#broken
      const begun = writer.inTransaction
      try {
        return this.attempt(run)
      } catch (thrown) {
        if (begun && !writer.inTransaction) this.#broken = this.#last
        throw thrown
      }
    })
    const driver = new GuardedDriver(database, {
      isOpen: () => writer.inTransaction,
      begins: () => {
        this.#broken = null
      },
      committed: () => this.#worked(),
    })
    const dialect = new SqliteDialect({ database })
    return {
      createDriver: () => driver,
      createAdapter: () => new Adapter(),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createIntrospector: db => dialect.createIntrospector(db),
    }
  }

  /** A number in the head of the file that nobody reads: the same value again is a write all the same. */
  probe(writer: Database.Database): void {
    // Folding the log into the file gives its room back, where the file need not grow for it.
    if (this.#last?.code === 'store.disk-full') foldLog(writer)
    this.attempt(() => writer.pragma(`user_version = ${writer.pragma('user_version', { simple: true })}`))
    this.#worked()
  }

  #worked(): void {
    if (this.#last && (this.#last.lasts || isStillFull(this.#file, this.#last))) return
    this.#last = null
    this.#condition.worked()
  }
}

function foldLog(writer: Database.Database): void {
  try {
    writer.pragma('wal_checkpoint(TRUNCATE)')
  } catch {
    // There is no room for that either; the write that follows says so.
  }
}

/** Kysely runs migrations of SQLite one statement at a time: killed between two, the next start would find half of one. */
class Adapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}

type Transaction = { isOpen(): boolean; begins(): void; committed(): void }

/** Rolls back only what is still open: else the complaint about that would hide why the transaction ended. */
class GuardedDriver extends SqliteDriver {
  readonly #transaction: Transaction

  constructor(database: SqliteDatabase, transaction: Transaction) {
    super({ database })
    this.#transaction = transaction
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#transaction.begins()
    await super.beginTransaction(connection)
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection)
    this.#transaction.committed()
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    this.#transaction.begins()
    if (this.#transaction.isOpen()) await super.rollbackTransaction(connection)
  }
}

import type { Kysely } from 'kysely'
import type { StoreCondition } from './condition.ts'
import type { Columns } from './store.ts'

/** What differs between the two databases; everything above is written once. */
export type EngineConnection = {
  readonly engine: 'sqlite' | 'postgres'
  readonly write: Kysely<unknown>
  readonly read: Kysely<unknown>
  /** As `write`, for what may take its time: tables that are changed, a whole service that is loaded. */
  readonly unhurried: Kysely<unknown>
  readonly columns: Columns
  /** Of PostgreSQL. */
  readonly schema?: string
  /** Of SQLite. */
  readonly file?: string
  /** Before a transaction begins: must a power cut spare it? */
  durability(durable: boolean): Promise<void> | void
  /** Makes the place for tables, where there must be one. */
  prepare(): Promise<void>
  /** See `revision` of the store. */
  revision(): number | undefined
  /** See `condition` of the store. */
  condition(): StoreCondition
  whenConditionChanges(listener: () => void): void
  /** Writes something that changes nothing. Left out where an empty transaction tells as much. */
  probe?(): Promise<void>
  /** So that nothing is left on the disk of what rows of these tables were before. */
  rewrite(tables: readonly string[]): Promise<void>
  close(): Promise<void>
}

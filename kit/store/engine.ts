import type { Kysely, Transaction } from 'kysely'
import type { Columns } from '../store.ts'
import type { StoreCondition } from './condition.ts'

/** What differs between the two databases; everything above is written once. */
export type EngineConnection = {
  readonly engine: 'sqlite' | 'postgres'
  readonly write: Kysely<unknown>
  readonly read: Kysely<unknown>
  readonly columns: Columns
  readonly schema?: string
  /** Before a transaction begins: must a power cut spare it? */
  durability(durable: boolean): Promise<void> | void
  /** First thing inside a transaction. */
  enter(transaction: Transaction<unknown>, durable: boolean): Promise<void>
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

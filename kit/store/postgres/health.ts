import type { Log } from '../../runtime/log.ts'
import type { ConditionRecord, StoreCondition } from '../condition.ts'
import { detailOf, postgresFailure } from './failures.ts'

/** The condition that all services of one process share: they have one database. */
export class PostgresHealth {
  readonly record: ConditionRecord
  readonly #log: Log | undefined

  constructor(record: ConditionRecord, log?: Log) {
    this.record = record
    this.#log = log
  }

  get(): StoreCondition {
    return this.record.get()
  }

  /** A query that took too long says nothing about the next one; the rest does. What is known already stays said. */
  failed(thrown: unknown): void {
    if (this.get().ok) this.lost(thrown)
  }

  /** The connection that holds the locks is lost, or cannot be made: why is what counts. */
  lost(thrown: unknown): void {
    const failure = postgresFailure(thrown)
    if (!failure || failure.spoils === 'query') return
    const { code } = failure
    const isNews = this.#apart(() => this.record.failed({ code }, code))
    if (isNews) this.#log?.warn({ code, detail: detailOf(thrown) }, 'what came from the database')
  }

  worked(): void {
    this.#apart(() => this.record.worked())
  }

  /** A connection says by an event that it is lost: a bug in what hears of it would end the process, not a request. */
  #apart(tell: () => boolean): boolean {
    try {
      return tell()
    } catch (err) {
      this.#log?.error({ err }, 'what hears of the database has failed')
      return true
    }
  }
}

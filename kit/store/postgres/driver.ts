import { setTimeout as pause } from 'node:timers/promises'
import {
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type TransactionSettings,
} from 'kysely'
import { StoreFailure } from '../failure.ts'
import type { Ownership } from '../ownership.ts'
import { storeFailure } from './failures.ts'
import { PooledConnection, type PostgresPool, type Session } from './pool.ts'

export type Writing = {
  /** Which service writes: one transaction at a time over all processes, so that an outbox is read as it commits. */
  readonly service: string
  /** Left out by commands, which own nothing. */
  readonly ownership?: Ownership | undefined
}

/** Queries of one service over the connections that all share. */
export function kyselyOn(pool: PostgresPool, session: Session, writing?: Writing): Kysely<unknown> {
  const dialect: Dialect = {
    createDriver: () => new PooledDriver(pool, session, writing),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: db => new PostgresIntrospector(db),
  }
  return new Kysely<unknown>({ dialect })
}

const mostPauseMs = 1_000

class PooledDriver implements Driver {
  readonly #pool: PostgresPool
  readonly #session: Session
  readonly #writing: Writing | undefined
  /** What the running transaction of a connection left in the owner's row. */
  readonly #marks = new WeakMap<PooledConnection, number>()

  constructor(pool: PostgresPool, session: Session, writing: Writing | undefined) {
    this.#pool = pool
    this.#session = session
    this.#writing = writing
  }

  async init(): Promise<void> {}

  acquireConnection(): Promise<PooledConnection> {
    return this.#pool.take(this.#session)
  }

  async beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    const pooled = ours(connection)
    const { isolationLevel, accessMode } = settings
    const begin = ['begin', isolationLevel && `isolation level ${isolationLevel}`, accessMode].filter(Boolean).join(' ')
    try {
      if (this.#writing) await this.#beginWriting(pooled, begin, this.#writing)
      else await pooled.run(begin)
    } catch (thrown) {
      await this.rollbackTransaction(pooled)
      throw thrown
    }
  }

  async #beginWriting(pooled: PooledConnection, begin: string, { service, ownership }: Writing): Promise<void> {
    const alone = aloneIn(service)
    if (!ownership) {
      await pooled.run(`${begin}; ${alone}`)
      return
    }
    const mark = ownership.nextMark()
    const answers = await pooled.run(`${begin}; ${alone}; ${ownership.markStatement(mark)}`)
    if (answers.at(-1)?.rowCount !== 1) throw ownership.lose()
    this.#marks.set(pooled, mark)
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const pooled = ours(connection)
    const mark = this.#marks.get(pooled)
    let answers: readonly { readonly command: string }[]
    try {
      answers = await pooled.run('commit')
    } catch (thrown) {
      // As long as the connection lives, the server has said no.
      if (!pooled.isDiscarded) throw thrown
      // It would keep its place while the answer is looked for.
      pooled.release()
      await this.#settle(mark, pooled.session_id)
      return
    }
    if (answers[0]?.command === 'ROLLBACK') throw new Error('a statement of the transaction had failed before')
    this.#committed(mark)
  }

  #committed(mark: number | undefined): void {
    if (mark !== undefined) this.#writing?.ownership?.committed(mark)
    this.#pool.worked()
  }

  /** The answer to a COMMIT was lost. Whether it was carried out is written in the database itself. */
  async #settle(mark: number | undefined, session_id: number): Promise<void> {
    const ownership = this.#writing?.ownership
    if (!ownership || mark === undefined) throw storeFailure('store.outcome-unknown')
    for (let pauseMs = 50; !ownership.isGivenUp; pauseMs = Math.min(mostPauseMs, pauseMs * 2)) {
      const found = await this.#markInDatabase(ownership, session_id).catch(awayStill)
      if (found === mark) return this.#committed(mark)
      if (found !== undefined) throw found === null ? ownership.lose() : storeFailure('store.not-saved')
      await pause(pauseMs)
    }
    throw storeFailure('store.outcome-unknown')
  }

  /**
   * null: the row is another's. The lost session may still be at it, or wait for a message that will never come: it is
   * ended, and the lock makes sure that it has.
   */
  async #markInDatabase(ownership: Ownership, session_id: number): Promise<number | null> {
    const pooled = await this.#pool.take({ ...this.#session, writes: false })
    const end = `select pg_terminate_backend(pid) from pg_stat_activity
      where pid = ${session_id} and application_name = current_setting('application_name')`
    try {
      const answers = await pooled.run(
        `begin; ${end}; ${aloneIn(ownership.service)}; ${ownership.readStatement}; commit`,
      )
      const [row] = (answers[3]?.rows ?? []) as { mark: number }[]
      return row?.mark ?? null
    } catch (thrown) {
      pooled.discard()
      throw thrown
    } finally {
      pooled.release()
    }
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const pooled = ours(connection)
    if (pooled.isDiscarded) return
    try {
      await pooled.run('rollback')
    } catch {
      // Without a connection the server rolls back by itself. What failed before is what the caller must hear of.
      pooled.discard()
    }
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    ours(connection).release()
  }

  /** The pool belongs to all. */
  async destroy(): Promise<void> {}
}

function ours(connection: DatabaseConnection): PooledConnection {
  if (connection instanceof PooledConnection) return connection
  throw new Error('a connection of another pool')
}

const aloneIn = (service: string): string => `select pg_advisory_xact_lock(hashtext('vigie.${service}'))`

function awayStill(thrown: unknown): undefined {
  if (!(thrown instanceof StoreFailure)) throw thrown
}

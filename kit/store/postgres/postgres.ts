import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Clock } from '../../runtime/clock.ts'
import type { Log } from '../../runtime/log.ts'
import { invalid } from '../../service/errors.ts'
import { Asked } from '../asked.ts'
import { ConditionRecord } from '../condition.ts'
import type { EngineConnection } from '../engine.ts'
import { isStoreFailureCode, type StoreFailure } from '../failure.ts'
import type { Columns } from '../store.ts'
import { kyselyOn } from './driver.ts'
import { postgresFailure, storeFailure } from './failures.ts'
import { PostgresHealth } from './health.ts'
import type { Claim } from './locks.ts'
import { PostgresOwner } from './owner.ts'
import { PostgresPool, sessionOf } from './pool.ts'

const columns: Columns = {
  number: 'double precision',
  blob: 'bytea',
  serial: (table, name) => table.addColumn(name, 'bigserial', column => column.primaryKey()),
}

export type PostgresOptions = {
  readonly url: string
  readonly clock?: Pick<Clock, 'now'> | undefined
  readonly log?: Log | undefined
  readonly patient?: boolean
  /** Ends a start that waits for the database. */
  readonly signal?: AbortSignal | undefined
  /** See `PostgresOwner`. */
  readonly lost?: ((reason: string) => void) | undefined
}

const firstTryEveryMs = 1_000
const stopWithinMs = 5_000
/** A connection that only broke is back by then; whoever asked over HTTP waits no longer for a database that is away. */
const patienceMs = 3_000
const turnAwayEveryMs = 1_000

/** All that one process has of PostgreSQL: one pool, one connection for the locks, one schema per service. */
export class PostgresDatabase {
  readonly health: PostgresHealth
  readonly #options: PostgresOptions
  readonly #pool: PostgresPool
  readonly #owner: PostgresOwner
  #owns = false
  #givingUp: NodeJS.Timeout | undefined
  readonly #asking = new Set<(reason: StoreFailure) => void>()
  #turningAway: NodeJS.Timeout | undefined

  constructor(options: PostgresOptions) {
    const { url, log, clock = { now: () => 0 } } = options
    if (!URL.canParse(url)) throw invalid('store.bad-url', 'store.url is no address of a PostgreSQL database')
    const application = `vigie ${process.pid}@${hostname()}`.slice(0, 63)
    this.#options = options
    this.health = new PostgresHealth(new ConditionRecord(() => clock.now()), log)
    this.#pool = new PostgresPool({ url, application, health: this.health })
    const lost = options.lost ?? (() => undefined)
    const gone = () => this.#turnAwayLater(patienceMs)
    this.#owner = new PostgresOwner({ url, application, health: this.health, clock, lost, gone })
    this.#pool.gate = () => (this.#owns && !this.#owner.isHeld ? this.#away() : null)
  }

  #away(): StoreFailure {
    const { code } = this.health.get()
    return storeFailure(isStoreFailureCode(code) ? code : 'store.unavailable')
  }

  /** Waits for a database that is away, and refuses when another process has one of them. */
  async claim(claims: readonly Claim[]): Promise<void> {
    await this.#untilThere(() => this.#owner.claim(claims))
    this.#owns = true
    this.health.worked()
  }

  /** What a person has to mend ends the start: wrong passwords do not become right by waiting. */
  async #untilThere(start: () => Promise<void>): Promise<void> {
    const { signal } = this.#options
    for (;;) {
      signal?.throwIfAborted()
      try {
        return await start()
      } catch (thrown) {
        const failure = postgresFailure(thrown)
        if (!failure) throw thrown
        if (failure.lasts) throw storeFailure(failure.code, thrown, true)
        this.health.lost(thrown)
      }
      await pause(firstTryEveryMs, undefined, signal ? { signal } : {})
    }
  }

  connect(service: string): EngineConnection {
    const { patient = false } = this.#options
    const writing = { service, ownership: this.#owner.ownerships.get(service) }
    const write = kyselyOn(this.#pool, sessionOf(service, { writes: true, patient }), writing)
    const read = kyselyOn(this.#pool, sessionOf(service, { writes: false, patient }))
    const unhurried = kyselyOn(this.#pool, sessionOf(service, { writes: true, patient: true }), writing)
    return {
      engine: 'postgres',
      write,
      read,
      unhurried,
      columns,
      schema: service,
      prepare: async () => {
        await sql`create schema if not exists ${sql.id(service)}`.execute(write)
      },
      // The server writes its log whether or not we wait for it; a power cut here is a crash there, and those are usual.
      durability: () => {},
      revision: () => undefined,
      condition: () => this.health.get(),
      whenConditionChanges: listener => this.health.record.listen(listener),
      rewrite: async tables => {
        for (const table of tables) await sql`vacuum full ${sql.table(table)}`.execute(unhurried)
      },
      close: async () => {},
    }
  }

  /**
   * The same answer, or a refusal when the database stays away meanwhile. What was begun is then not committed any more; where
   * it may be, the refusal says so.
   */
  whileThere<T>(run: () => Promise<T>): Promise<T> {
    const asked = new Asked()
    return new Promise((resolve, reject) => {
      const turnAway = (refusal: StoreFailure) =>
        reject(asked.turnAway(refusal) ? refusal : storeFailure('store.outcome-unknown'))
      this.#asking.add(turnAway)
      asked
        .while(run)
        .then(resolve, reject)
        .finally(() => this.#asking.delete(turnAway))
    })
  }

  #turnAwayLater(ms: number): void {
    clearTimeout(this.#turningAway)
    this.#turningAway = setTimeout(() => {
      if (this.#owner.isHeld) return
      for (const turnAway of this.#asking) turnAway(this.#away())
      this.#turnAwayLater(turnAwayEveryMs)
    }, ms)
    this.#turningAway.unref()
  }

  /** The process ends: what is under way has a moment, and then nobody waits for a database that does not answer. */
  stopping(): void {
    this.#givingUp = setTimeout(() => {
      this.#owner.giveUp()
      this.#pool.giveUp()
    }, stopWithinMs)
    this.#givingUp.unref()
  }

  async close(): Promise<void> {
    clearTimeout(this.#givingUp)
    clearTimeout(this.#turningAway)
    await this.#pool.close()
    await this.#owner.close()
  }
}

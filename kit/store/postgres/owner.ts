import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { type Clock, iso } from '../../runtime/clock.ts'
import { Ownership, ownerTable } from '../ownership.ts'
import { postgresFailure } from './failures.ts'
import type { PostgresHealth } from './health.ts'
import { type Claim, endSessions, inUse, makeOwnerTable, olderInUse, olderProgram, takeLock } from './locks.ts'
import { clientOptions } from './pool.ts'

export type OwnerOptions = {
  readonly url: string
  readonly application: string
  readonly health: PostgresHealth
  readonly clock: Pick<Clock, 'now'>
  /** The data is another process's now, or not what this one left: what it remembers is worth nothing any more. */
  readonly lost: (reason: string) => void
  /** The connection that holds the locks is lost; it is being made anew. */
  readonly gone: () => void
}

const tries = 40
const betweenTriesMs = 50
const probeEveryMs = 5_000
const answerMs = 5_000
const mostPauseMs = 2_000

/**
 * One connection holds the locks of all services of this process for as long as it runs. While it is lost nothing is
 * written or read; it is made anew, the locks are taken again, and what the database remembers is compared with what this
 * process committed.
 */
export class PostgresOwner {
  readonly ownerships = new Map<string, Ownership>()
  readonly #options: OwnerOptions
  readonly #instance = randomUUID()
  /** Sessions of this process that may hold its locks. */
  readonly #sessions = new Set<number>()
  #timer: NodeJS.Timeout | undefined
  #claims: readonly Claim[] = []
  #client: pg.Client | undefined
  #closed = false

  constructor(options: OwnerOptions) {
    this.#options = options
  }

  get isHeld(): boolean {
    return this.#client !== undefined
  }

  /** Refuses when another process has one of them. */
  async claim(claims: readonly Claim[]): Promise<void> {
    // Always in the same order: of two that start at once one gets all.
    this.#claims = claims.toSorted((a, b) => (a.service < b.service ? -1 : 1))
    const client = await this.#connect()
    try {
      await makeOwnerTable(client)
      for (const claim of this.#claims) await this.#take(client, claim)
      for (const claim of this.#claims) this.ownerships.set(claim.service, await this.#own(client, claim))
    } catch (thrown) {
      hangUp(client)
      throw thrown
    }
    this.#hold(client)
    this.#timer = setInterval(() => void this.#probe(), probeEveryMs)
    this.#timer.unref()
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({ ...clientOptions(this.#options), query_timeout: answerMs })
    client.on('error', () => undefined)
    await client.connect()
    const { rows } = await client.query<{ id: number }>('select pg_backend_pid() as id')
    this.#sessions.add(rows[0]?.id ?? 0)
    return client
  }

  async #take(client: pg.Client, claim: Claim): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      const taken = await takeLock(client, claim)
      if (taken && (await olderProgram(client, claim.service)) === null) return
      if (attempt === tries) throw taken ? olderInUse(claim.service) : await inUse(client, claim.service)
      await pause(betweenTriesMs)
    }
  }

  async #own(client: pg.Client, { service, instances }: Claim): Promise<Ownership> {
    const instance = instances === 'one' ? '' : this.#instance
    const holder = JSON.stringify({ pid: process.pid, host: hostname() })
    const { rows } = await client.query<{ fence: number }>(
      `insert into ${ownerTable} (service, instance, fence, mark, holder, since, seen)
       values ($1, $2, 1, 0, $3, $4, now())
       on conflict (service, instance) do update
       set fence = owner.fence + 1, mark = 0, holder = excluded.holder, since = excluded.since, seen = now()
       returning fence`,
      [service, instance, holder, iso(this.#options.clock.now())],
    )
    // Of processes that ended without a word.
    await client.query(`delete from ${ownerTable} where instance <> '' and seen < now() - interval '90 days'`)
    return new Ownership({ service, instance, fence: rows[0]?.fence ?? 0, holder, lost: this.#options.lost })
  }

  #hold(client: pg.Client): void {
    this.#client = client
    client.on('error', thrown => this.#gone(client, thrown))
    client.on('end', () => this.#gone(client, new Error('Connection terminated')))
  }

  #gone(client: pg.Client, thrown: unknown): void {
    if (this.#client !== client) return
    this.#client = undefined
    hangUp(client)
    if (this.#closed) return
    // First of all: whatever goes wrong while others are told, nothing is ever written again without the locks.
    void this.#regain()
    this.#options.health.lost(thrown)
    this.#options.gone()
  }

  /** Notices a server that hangs, and keeps what lies between from forgetting a connection that says nothing. */
  async #probe(): Promise<void> {
    const client = this.#client
    try {
      await client?.query('select 1')
    } catch (thrown) {
      if (client) this.#gone(client, thrown)
    }
  }

  async #regain(): Promise<void> {
    for (let pauseMs = 100; !this.#closed; pauseMs = Math.min(mostPauseMs, pauseMs * 2)) {
      // A bug on the way is no reason to end the process, nor to stop trying.
      if (await this.#triedToRegain().catch(() => false)) return
      await pause(pauseMs, undefined, { ref: false })
    }
  }

  /** Answers whether there is nothing more to try. */
  async #triedToRegain(): Promise<boolean> {
    let client: pg.Client | undefined
    try {
      client = await this.#connect()
      const is = await this.#stateOn(client)
      if (is === 'held' && !this.#closed) {
        this.#hold(client)
        this.#options.health.worked()
        return true
      }
      hangUp(client)
      return is === 'lost'
    } catch (thrown) {
      this.#options.health.lost(thrown)
      if (client) hangUp(client)
      return false
    }
  }

  async #stateOn(client: pg.Client): Promise<'held' | 'lost' | 'held by my past'> {
    for (const claim of this.#claims) {
      const ownership = this.ownerships.get(claim.service)
      const reason = ownership?.whyLost(await markOf(client, ownership)) ?? null
      if (reason !== null) {
        ownership?.lose(reason)
        return 'lost'
      }
      if (!(await takeLock(client, claim))) {
        await endSessions(client, claim.service, [...this.#sessions])
        return 'held by my past'
      }
    }
    return 'held'
  }

  /** Nobody waits any longer for what cannot be known now. */
  giveUp(): void {
    for (const ownership of this.ownerships.values()) ownership.isGivenUp = true
  }

  async close(): Promise<void> {
    this.#closed = true
    this.giveUp()
    clearInterval(this.#timer)
    const client = this.#client
    if (!client) return
    try {
      await client.query(`delete from ${ownerTable} where instance = $1`, [this.#instance])
    } catch {
      // It is swept up another time.
    }
    hangUp(client)
  }
}

/** null: the row is another's now; undefined: there is no such table, for the database is not the one it was. */
async function markOf(client: pg.Client, { readStatement }: Ownership): Promise<number | null | undefined> {
  try {
    const { rows } = await client.query<{ mark: number }>(readStatement)
    return rows[0]?.mark ?? null
  } catch (thrown) {
    if (postgresFailure(thrown)?.code !== 'store.no-tables') throw thrown
    return undefined
  }
}

/** At once: a server that hangs would never answer an orderly end. With a query under way the client does not wait. */
function hangUp(client: pg.Client): void {
  client.query('select 1').catch(() => undefined)
  client.end().catch(() => undefined)
}

import { type Clock, iso } from '../clock.ts'
import type { Store } from '../store.ts'
import type { OutboxRow } from './outbox.ts'

type RelayTables = { relay_cursor: { consumer: string; seq: number }; relay_retry: RetryRow }
export type RetryRow = {
  consumer: string
  seq: number
  subject: string
  attempts: number
  next_at: string
  error: string
  parked: number
}

const triesBeforeParking = 5
const retryDelayMs = (attempts: number): number => Math.min(30_000, 500 * 4 ** attempts)

/** How far one listener has heard one outbox, and which events it must be told again. */
export class RelayState {
  readonly #store: Store
  readonly #consumer: string
  readonly #clock: Clock

  constructor(store: Store, consumer: string, clock: Clock) {
    this.#store = store
    this.#consumer = consumer
    this.#clock = clock
  }

  get #db() {
    return this.#store.query<RelayTables>()
  }

  async cursor(): Promise<number> {
    const row = await this.#db
      .selectFrom('relay_cursor')
      .select('seq')
      .where('consumer', '=', this.#consumer)
      .executeTakeFirst()
    return row?.seq ?? 0
  }

  /** Subjects with an event that waits for its retry: they keep their order, so what follows waits behind it. */
  async blockedSubjects(): Promise<ReadonlySet<string>> {
    const rows = await this.#waiting().select('subject').execute()
    return new Set(rows.map(row => row.subject))
  }

  /** A cursor lost in a power cut only means that some events come twice, so this need not be durable. */
  advance(seq: number, waiting: readonly OutboxRow[], failed: ReadonlyMap<number, string>): Promise<void> {
    const rows = waiting.map(row => {
      const attempts = failed.has(row.seq) ? 1 : 0
      const next_at = iso(this.#clock.now() + retryDelayMs(attempts))
      const error = failed.get(row.seq) ?? ''
      return { consumer: this.#consumer, seq: row.seq, subject: row.event.subject, attempts, next_at, error, parked: 0 }
    })
    return this.#store.relaxed(async () => {
      if (rows.length > 0) {
        const insert = this.#db.insertInto('relay_retry').values(rows)
        await insert.onConflict(conflict => conflict.columns(['consumer', 'seq']).doNothing()).execute()
      }
      await this.#db
        .insertInto('relay_cursor')
        .values({ consumer: this.#consumer, seq })
        .onConflict(conflict => conflict.column('consumer').doUpdateSet({ seq }))
        .execute()
    })
  }

  /** What waits to be told again, the oldest first, or the first thousand of it. */
  waiting(): Promise<RetryRow[]> {
    return this.#waiting().selectAll().orderBy('seq').limit(1_000).execute()
  }

  /** The oldest waiting event of each subject, when its time has come. */
  due(rows: readonly RetryRow[]): RetryRow[] {
    const now = iso(this.#clock.now())
    const first = new Map<string, RetryRow>()
    for (const row of rows) if (!first.has(row.subject)) first.set(row.subject, row)
    return [...first.values()].filter(row => row.attempts === 0 || row.next_at <= now)
  }

  /** Answers whether the event was given up: parked, where people can see it. */
  async tried(row: RetryRow, error: string | null): Promise<boolean> {
    const attempts = row.attempts + 1
    const parked = error !== null && attempts >= triesBeforeParking
    await this.#store.transaction(async () => {
      if (error === null) {
        await this.#db
          .deleteFrom('relay_retry')
          .where('consumer', '=', this.#consumer)
          .where('seq', '=', row.seq)
          .execute()
        return
      }
      await this.#db
        .updateTable('relay_retry')
        .set({ attempts, error, next_at: iso(this.#clock.now() + retryDelayMs(attempts)), parked: parked ? 1 : 0 })
        .where('consumer', '=', this.#consumer)
        .where('seq', '=', row.seq)
        .execute()
    })
    return parked
  }

  #waiting() {
    return this.#db.selectFrom('relay_retry').where('consumer', '=', this.#consumer).where('parked', '=', 0)
  }
}

const keptMs = 7 * 86_400_000

/** Outbox rows every listener has heard, and ids that no relay will bring again, go after 7 days. */
export async function pruneOutbox(store: Store, listeners: readonly string[], now: number): Promise<void> {
  type Tables = RelayTables & {
    outbox: { seq: number; time: string }
    handled_event: { id: string; at: string }
  }
  const cursors = await store.query<Tables>().selectFrom('relay_cursor').selectAll().execute()
  const heard = listeners.map(name => cursors.find(cursor => cursor.consumer === name)?.seq ?? 0)
  const slowest = heard.length > 0 ? Math.min(...heard) : Number.MAX_SAFE_INTEGER
  const before = iso(now - keptMs)
  await store.relaxed(async () => {
    const db = store.query<Tables>()
    const waiting = db.selectFrom('relay_retry').select('seq')
    await db
      .deleteFrom('outbox')
      .where('seq', '<=', slowest)
      .where('time', '<', before)
      .where('seq', 'not in', waiting)
      .execute()
    await db
      .deleteFrom('handled_event')
      .where('at', '<', iso(now - 2 * keptMs))
      .execute()
  })
}

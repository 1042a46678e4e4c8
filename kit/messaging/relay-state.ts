import { type Clock, iso } from '../runtime/clock.ts'
import type { Store } from '../store/store.ts'
import type { OutboxRow } from './outbox.ts'
import type { MessagingTables, RelayRetryTable } from './tables.ts'

export type RetryRow = RelayRetryTable

type Tried = Pick<RetryRow, 'seq' | 'attempts'>

export const triesBeforeParking = 5
const retryDelayMs = (attempts: number): number => Math.min(30_000, 500 * 4 ** attempts)
/** What is due is read in portions. */
const dueAtOnce = 200

/** How far one listener has heard one outbox, and which events it must be told again. */
export class RelayState {
  readonly #store: Store
  readonly #consumer: string
  readonly #clock: Clock
  /** Nobody else writes the rows of this consumer, so once none waits nothing has to be asked until one is added. */
  #mayWait = true

  constructor(store: Store, consumer: string, clock: Clock) {
    this.#store = store
    this.#consumer = consumer
    this.#clock = clock
  }

  get #db() {
    return this.#store.query<MessagingTables>()
  }

  async cursor(): Promise<number> {
    const row = await this.#db
      .selectFrom('relay_cursor')
      .select('seq')
      .where('consumer', '=', this.#consumer)
      .executeTakeFirst()
    return row?.seq ?? 0
  }

  /** Those of these subjects with an event that waits for its retry: they keep their order, so what follows waits behind it. */
  async blocked(rows: readonly OutboxRow[]): Promise<ReadonlySet<string>> {
    if (!this.#mayWait || rows.length === 0) return new Set()
    const subjects = [...new Set(rows.map(row => row.subject))]
    const waiting = await this.#waiting().select('subject').distinct().where('subject', 'in', subjects).execute()
    return new Set(waiting.map(row => row.subject))
  }

  /** A cursor lost in a power cut only means that some events come twice, so this need not be durable. */
  advance(seq: number, waiting: readonly OutboxRow[], failed: ReadonlyMap<number, string>): Promise<void> {
    const rows = waiting.map(row => {
      const attempts = failed.has(row.seq) ? 1 : 0
      const next_at = iso(this.#clock.now() + retryDelayMs(attempts))
      const error = failed.get(row.seq) ?? ''
      return { consumer: this.#consumer, seq: row.seq, subject: row.subject, attempts, next_at, error, parked: 0 }
    })
    this.#mayWait ||= rows.length > 0
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

  /** Of each subject the oldest waiting event, when its time has come. */
  async due(): Promise<readonly RetryRow[]> {
    if (!this.#mayWait) return []
    const oldest = this.#waiting()
      .select(row => row.fn.min('seq').as('seq'))
      .groupBy('subject')
    return this.#waiting()
      .selectAll()
      .where('seq', 'in', oldest)
      .where(row => row.or([row('attempts', '=', 0), row('next_at', '<=', iso(this.#clock.now()))]))
      .orderBy('seq')
      .limit(dueAtOnce)
      .execute()
  }

  /** Whether an event waits to be told again, due or not. */
  async isWaiting(): Promise<boolean> {
    if (this.#mayWait) this.#mayWait = (await this.#waiting().select('seq').limit(1).executeTakeFirst()) !== undefined
    return this.#mayWait
  }

  async delivered(seqs: readonly number[]): Promise<void> {
    if (seqs.length === 0) return
    await this.#store.relaxed(() =>
      this.#db.deleteFrom('relay_retry').where('consumer', '=', this.#consumer).where('seq', 'in', seqs).execute(),
    )
  }

  /** `parked`: it was the last try, and the listener keeps it. */
  async failed({ seq, attempts }: Tried, error: string, parked = false): Promise<void> {
    const tried = attempts + 1
    const next_at = iso(this.#clock.now() + retryDelayMs(tried))
    await this.#store.transaction(() =>
      this.#db
        .updateTable('relay_retry')
        .set({ attempts: tried, error, next_at, parked: parked ? 1 : 0 })
        .where('consumer', '=', this.#consumer)
        .where('seq', '=', seq)
        .execute(),
    )
  }

  async countWaiting(): Promise<number> {
    if (!this.#mayWait) return 0
    const counted = this.#waiting().select(row => row.fn.countAll<number>().as('events'))
    return Number((await counted.executeTakeFirst())?.events ?? 0)
  }

  #waiting() {
    return this.#db.selectFrom('relay_retry').where('consumer', '=', this.#consumer).where('parked', '=', 0)
  }
}

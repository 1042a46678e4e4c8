import { type ExpressionBuilder, sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { iso } from '../clock.ts'
import type { Store } from '../store.ts'
import type { Job, NewJob } from './job.ts'
import type { JobRow, JobTables } from './tables.ts'

export type StoredJob = Omit<JobRow, 'seq'> & { readonly seq: number }
/** A job that this process runs; `claim` is of this run alone. */
export type ClaimedJob = Job & { readonly seq: number; readonly claim: string }

export type JobFilter = {
  readonly queue?: string | undefined
  readonly state?: JobRow['state'] | undefined
  /** Only older ones. */
  readonly before?: number | undefined
  readonly limit: number
}

export type QueueCounts = {
  readonly queue: string
  readonly waiting: number
  readonly running: number
  readonly dead: number
  /** Of the oldest job that could run; null: none waits. */
  readonly oldest_due_at: string | null
}

type Settled = { readonly state: 'done' | 'dead'; readonly error: string | null }
type Postponed = { readonly error: string; readonly due_at: number }

/** Both engines limit the parameters of one statement. */
const rowsAtOnce = 200

/** The jobs of one service. Everything that changes them belongs inside a transaction. */
export class JobStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  get #db() {
    return this.#store.query<JobTables>()
  }

  async add(queue: string, jobs: readonly NewJob<unknown>[], now: number): Promise<void> {
    const at = iso(now)
    for (let start = 0; start < jobs.length; start += rowsAtOnce) {
      const rows = jobs.slice(start, start + rowsAtOnce).map(job => rowOf(queue, job, at))
      const insert = this.#db.insertInto('job').values(rows)
      await insert.onConflict(conflict => conflict.doNothing()).execute()
    }
  }

  /** What may run now, claimed for this process: the most urgent ones, and of each key only its first. */
  async claim(queue: string, limit: number, { now, until }: { readonly now: number; readonly until: number }) {
    const at = iso(now)
    let ready = this.#db
      .selectFrom('job')
      .selectAll()
      .where('queue', '=', queue)
      .where('state', '=', 'queued')
      .where('due_at', '<=', at)
      .where(free(at))
      .where(isFirstOfKey(at))
      .orderBy('priority', 'desc')
      .orderBy('seq')
      .limit(limit)
    // Another process that claims at this moment takes others instead of waiting for us.
    if (this.#store.engine === 'postgres') ready = ready.forUpdate().skipLocked()
    const rows = await ready.execute()
    const claimed: ClaimedJob[] = []
    for (const row of rows) {
      const claim = uuid()
      const update = this.#db.updateTable('job').set({ claim, claimed_until: iso(until) })
      await update.where('seq', '=', row.seq).execute()
      claimed.push({ ...jobOf(row), seq: row.seq, claim })
    }
    return claimed
  }

  /** Answers which of them are still claimed. */
  async keep(claims: readonly string[], until: number): Promise<ReadonlySet<string>> {
    if (claims.length === 0) return new Set()
    const update = this.#db.updateTable('job').set({ claimed_until: iso(until) })
    const kept = await update.where('claim', 'in', claims).where('state', '=', 'queued').returning('claim').execute()
    return new Set(kept.map(({ claim }) => String(claim)))
  }

  /** False: somebody else has it by now, or has cancelled it. */
  async settle({ seq, claim, attempts }: ClaimedJob, { state, error }: Settled, now: number): Promise<boolean> {
    const change = { state, error, attempts: attempts + 1, done_at: iso(now), claim: null, claimed_until: null }
    return this.#change(seq, claim, change)
  }

  async postpone({ seq, claim, attempts }: ClaimedJob, { error, due_at }: Postponed): Promise<boolean> {
    const change = { error, attempts: attempts + 1, due_at: iso(due_at), claim: null, claimed_until: null }
    return this.#change(seq, claim, change)
  }

  /** It was begun and not ended, and counts as no attempt. */
  async release({ seq, claim }: ClaimedJob): Promise<void> {
    await this.#change(seq, claim, { claim: null, claimed_until: null })
  }

  async progress({ seq, claim }: ClaimedJob, progress: string): Promise<void> {
    await this.#change(seq, claim, { progress })
  }

  async #change(seq: number, claim: string, change: Partial<StoredJob>): Promise<boolean> {
    const update = this.#db.updateTable('job').set(change).where('seq', '=', seq)
    const changed = await update.where('claim', '=', claim).where('state', '=', 'queued').executeTakeFirst()
    return changed.numUpdatedRows > 0n
  }

  /** When the next one may run, be it now; undefined: nothing waits. */
  async nextAt(queue: string, now: number): Promise<number | undefined> {
    const at = iso(now)
    const waiting = this.#db
      .selectFrom('job')
      .select(sql<string>`case when claimed_until > due_at then claimed_until else due_at end`.as('at'))
      .where('queue', '=', queue)
      .where('state', '=', 'queued')
      .where(isFirstOfKey(at))
    const first = await waiting.orderBy('at').limit(1).executeTakeFirst()
    return first && Date.parse(first.at)
  }

  find(id: string): Promise<StoredJob | undefined> {
    return this.#db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst()
  }

  /** Newest first. */
  list({ queue, state, before, limit }: JobFilter): Promise<StoredJob[]> {
    let jobs = this.#db.selectFrom('job').selectAll().orderBy('seq', 'desc').limit(limit)
    if (queue !== undefined) jobs = jobs.where('queue', '=', queue)
    if (state !== undefined) jobs = jobs.where('state', '=', state)
    if (before !== undefined) jobs = jobs.where('seq', '<', before)
    return jobs.execute()
  }

  /** A dead letter waits again, at its old place. False: it is not dead, or one like it waits already. */
  async redrive(id: string, now: number): Promise<boolean> {
    const at = iso(now)
    const change = { state: 'queued', due_at: at, queued_at: at, done_at: null, attempts: 0 } as const
    const update = this.#db.updateTable('job').set(change).where('id', '=', id).where('state', '=', 'dead')
    const another = (eb: ExpressionBuilder<JobTables, 'job'>) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('job as other')
            .select('other.seq')
            .whereRef('other.queue', '=', 'job.queue')
            .whereRef('other.dedupe', '=', 'job.dedupe')
            .where('other.state', '=', 'queued'),
        ),
      )
    return (await update.where(another).executeTakeFirst()).numUpdatedRows > 0n
  }

  /** Also one that runs: its signal tells it within the next renewal of claims. */
  async cancel(id: string, now: number): Promise<boolean> {
    const change = { state: 'cancelled', done_at: iso(now), claim: null, claimed_until: null } as const
    const update = this.#db.updateTable('job').set(change).where('id', '=', id).where('state', '=', 'queued')
    return (await update.executeTakeFirst()).numUpdatedRows > 0n
  }

  /** What is over for so long is forgotten; dead letters stay longer. */
  async prune(before: { readonly over: string; readonly dead: string }): Promise<void> {
    await this.#db
      .deleteFrom('job')
      .where('state', 'in', ['done', 'cancelled'])
      .where('done_at', '<', before.over)
      .execute()
    await this.#db.deleteFrom('job').where('state', '=', 'dead').where('done_at', '<', before.dead).execute()
  }

  async counts(now: number): Promise<QueueCounts[]> {
    const at = iso(now)
    const count = (what: ReturnType<typeof sql<number>>) => sql<number>`sum(case when ${what} then 1 else 0 end)`
    const rows = await this.#db
      .selectFrom('job')
      .select([
        'queue',
        count(sql`state = 'queued' and (claimed_until is null or claimed_until < ${at})`).as('waiting'),
        count(sql`state = 'queued' and claimed_until >= ${at}`).as('running'),
        count(sql`state = 'dead'`).as('dead'),
        sql<string | null>`min(case when state = 'queued' and due_at <= ${at} then due_at end)`.as('oldest_due_at'),
      ])
      .where('state', 'in', ['queued', 'dead'])
      .groupBy('queue')
      .execute()
    return rows.map(row => ({
      ...row,
      waiting: Number(row.waiting),
      running: Number(row.running),
      dead: Number(row.dead),
    }))
  }
}

/** Nobody runs it, or whoever did is gone. */
const free = (at: string) => (eb: ExpressionBuilder<JobTables, 'job'>) =>
  eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<', at)])

/** Nothing older of its key is under way or has failed; what is only held until later lets others pass. */
const isFirstOfKey = (at: string) => (eb: ExpressionBuilder<JobTables, 'job'>) =>
  eb.or([
    eb('job.key', 'is', null),
    eb.not(
      eb.exists(
        eb
          .selectFrom('job as older')
          .select('older.seq')
          .whereRef('older.queue', '=', 'job.queue')
          .whereRef('older.key', '=', 'job.key')
          .whereRef('older.seq', '<', 'job.seq')
          .where('older.state', '=', 'queued')
          .where(older => older.or([older('older.attempts', '>', 0), older('older.due_at', '<=', at)])),
      ),
    ),
  ])

function rowOf(queue: string, { id = uuid(), key, dedupe, priority, due_at, data }: NewJob<unknown>, at: string) {
  return {
    ...{ id, queue, key: key ?? null, dedupe: dedupe ?? null, priority: priority ?? 0, state: 'queued' as const },
    ...{ data: JSON.stringify(data), attempts: 0, due_at: due_at === undefined ? at : iso(due_at), created_at: at },
    ...{ queued_at: at, done_at: null, error: null, progress: null, claim: null, claimed_until: null },
  }
}

export function jobOf({ id, key, data, attempts, created_at, queued_at, error }: StoredJob): Job {
  return {
    ...{ id, key, attempts, error },
    data: JSON.parse(data) as unknown,
    created_at: Date.parse(created_at),
    queued_at: Date.parse(queued_at),
  }
}

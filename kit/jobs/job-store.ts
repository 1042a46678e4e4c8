import { type ExpressionBuilder, sql } from 'kysely'
import { v7 as uuid } from 'uuid'
import { iso } from '../runtime/clock.ts'
import type { Store } from '../store/store.ts'
import type { Job, NewJob } from './job.ts'
import type { JobRow, JobTables } from './tables.ts'

export type StoredJob = Omit<JobRow, 'seq'> & { readonly seq: number }
/** A job that this process runs; `claim` is of this run alone, and null where no other process could run it. */
export type RunningJob = Job & { readonly seq: number; readonly claim: string | null }

export type DeadFilter = {
  /** Only what died before, as a place in the list that is newest first. */
  readonly before?: { readonly done_at: string; readonly id: string } | undefined
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

type Moment = { readonly now: number; readonly until: number }
type Dead = { readonly error: string; readonly now: number }
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

  /** One statement of always the same text, however many there are: it is prepared once. */
  async add(queue: string, jobs: readonly NewJob<unknown>[], now: number): Promise<void> {
    const at = iso(now)
    const rows = JSON.stringify(jobs.map(job => rowOf(job, at)))
    const given =
      this.#store.engine === 'sqlite'
        ? sql`(select value ->> 'id' as id, value ->> 'key' as key, value ->> 'dedupe' as dedupe,
            value ->> 'priority' as priority, value ->> 'due_at' as due_at, value ->> 'data' as data
            from json_each(${rows}) order by json_each.key)`
        : sql`json_to_recordset(${rows}::json)`
    const names = sql.raw(this.#store.engine === 'sqlite' ? '' : rowTypes)
    await sql`
      insert into job (id, queue, key, dedupe, priority, state, data, attempts, due_at, created_at, queued_at)
      select id, ${queue}, key, dedupe, priority, 'queued', data, 0, due_at, ${at}, ${at}
      from ${given} as given${names} where true on conflict do nothing`.execute(this.#db)
  }

  /** What may run now beside what this process runs: the most urgent ones, and of each key only its first. */
  async ready(queue: string, limit: number, now: number, running: readonly RunningJob[] = []): Promise<RunningJob[]> {
    const at = iso(now)
    const ready = this.#waiting(queue, at, running).selectAll().where('due_at', '<=', at).where(isFree(at))
    const rows = await ready.orderBy('priority', 'desc').orderBy('seq').limit(limit).execute()
    return rows.map(row => ({ ...jobOf(row), seq: row.seq, claim: null }))
  }

  #waiting(queue: string, at: string, running: readonly RunningJob[]) {
    const keys = [...new Set(running.flatMap(({ key }) => key ?? []))]
    const isOfOthers = (eb: ExpressionBuilder<JobTables, 'job'>) =>
      eb.or([eb('key', 'is', null), eb('key', 'not in', keys)])
    const seqs = running.map(({ seq }) => seq)
    return this.#db
      .selectFrom('job')
      .where('queue', '=', queue)
      .where('state', '=', 'queued')
      .where(isFirstOfKey(at))
      .$if(seqs.length > 0, waiting => waiting.where('seq', 'not in', seqs))
      .$if(keys.length > 0, waiting => waiting.where(isOfOthers))
  }

  /** The same, for this process alone until then: two of one key do not begin at once in two processes. */
  async claim(queue: string, limit: number, { now, until }: Moment): Promise<RunningJob[]> {
    if (this.#store.engine === 'postgres') {
      const name = sql`hashtext(current_schema() || '.job.' || ${queue})`
      await sql`select pg_advisory_xact_lock(${name})`.execute(this.#db)
    } else {
      // The lock to write is taken before anything is read: who reads first is refused when another process wrote since.
      await this.#db.updateTable('job').set(unclaimed).where('seq', '<', 0).execute()
    }
    const claimed: RunningJob[] = []
    for (const job of await this.ready(queue, limit, now)) {
      const claim = uuid()
      const update = this.#db.updateTable('job').set({ claim, claimed_until: iso(until) })
      await update.where('seq', '=', job.seq).execute()
      claimed.push({ ...job, claim })
    }
    return claimed
  }

  /** Answers which of them are still this process's to run. */
  async keep(running: readonly RunningJob[], until: number): Promise<ReadonlySet<number>> {
    const seqs = running.map(({ seq }) => seq)
    if (seqs.length === 0) return new Set()
    const claims = running.flatMap(({ claim }) => claim ?? [])
    const mine = this.#db.selectFrom('job').select('seq').where('seq', 'in', seqs).where('state', '=', 'queued')
    if (claims.length === 0) return new Set((await mine.execute()).map(({ seq }) => seq))
    const update = this.#db.updateTable('job').set({ claimed_until: iso(until) })
    const kept = await update.where('claim', 'in', claims).where('state', '=', 'queued').returning('seq').execute()
    return new Set(kept.map(({ seq }) => seq))
  }

  /** It is done and gone. False: somebody else has it by now, or has cancelled it. */
  async finish(job: RunningJob): Promise<boolean> {
    const gone = await this.#db.deleteFrom('job').where(isMine(job)).executeTakeFirst()
    return gone.numDeletedRows > 0n
  }

  bury(job: RunningJob, { error, now }: Dead): Promise<boolean> {
    return this.#change(job, { state: 'dead', error, attempts: job.attempts + 1, done_at: iso(now), ...unclaimed })
  }

  postpone(job: RunningJob, { error, due_at }: Postponed): Promise<boolean> {
    return this.#change(job, { error, attempts: job.attempts + 1, due_at: iso(due_at), ...unclaimed })
  }

  /** It was begun and not ended, and counts as no attempt. */
  release(job: RunningJob): Promise<boolean> {
    return this.#change(job, unclaimed)
  }

  progress(job: RunningJob, progress: string): Promise<boolean> {
    return this.#change(job, { progress })
  }

  async #change(job: RunningJob, change: Partial<StoredJob>): Promise<boolean> {
    const changed = await this.#db.updateTable('job').set(change).where(isMine(job)).executeTakeFirst()
    return changed.numUpdatedRows > 0n
  }

  /** When another one may run, be it now; undefined: nothing waits. */
  async nextAt(queue: string, now: number, running: readonly RunningJob[]): Promise<number | undefined> {
    const first = await this.#waiting(queue, iso(now), running)
      .select(sql<string>`case when claimed_until > due_at then claimed_until else due_at end`.as('at'))
      .orderBy('at')
      .limit(1)
      .executeTakeFirst()
    return first && Date.parse(first.at)
  }

  find(id: string): Promise<StoredJob | undefined> {
    return this.#db.selectFrom('job').selectAll().where('id', '=', id).executeTakeFirst()
  }

  /** Newest first. */
  dead({ before, limit }: DeadFilter): Promise<StoredJob[]> {
    let dead = this.#db.selectFrom('job').selectAll().where('state', '=', 'dead')
    if (before) {
      const { done_at, id } = before
      const isOlder = ({ and, or, eb }: ExpressionBuilder<JobTables, 'job'>) =>
        or([eb('done_at', '<', done_at), and([eb('done_at', '=', done_at), eb('id', '<', id)])])
      dead = dead.where(isOlder)
    }
    return dead.orderBy('done_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
  }

  /** A dead letter waits again, at its old place. False: it is not dead, or one like it waits already. */
  async retry(id: string, now: number): Promise<boolean> {
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

  /** Dead letters, and what waits or runs: what runs is told within the next renewal of claims. */
  async remove(ids: readonly string[]): Promise<void> {
    for (let start = 0; start < ids.length; start += rowsAtOnce)
      await this.#db
        .deleteFrom('job')
        .where('id', 'in', ids.slice(start, start + rowsAtOnce))
        .execute()
  }

  /** Everything that waits in this queue is a dead letter. */
  async buryAll(queue: string, { error, now }: Dead): Promise<void> {
    const change = { state: 'dead', error, done_at: iso(now), ...unclaimed } as const
    await this.#db.updateTable('job').set(change).where('queue', '=', queue).where('state', '=', 'queued').execute()
  }

  /** Dead letters are forgotten after a while. */
  async prune(before: string): Promise<void> {
    await this.#db.deleteFrom('job').where('state', '=', 'dead').where('done_at', '<', before).execute()
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
      .groupBy('queue')
      .orderBy('queue')
      .execute()
    return rows.map(row => ({
      ...row,
      waiting: Number(row.waiting),
      running: Number(row.running),
      dead: Number(row.dead),
    }))
  }
}

const unclaimed = { claim: null, claimed_until: null }

/** Whose claim is over changes nothing more. */
const isMine =
  ({ seq, claim }: RunningJob) =>
  ({ and, eb }: ExpressionBuilder<JobTables, 'job'>) =>
    and([
      eb('seq', '=', seq),
      eb('state', '=', 'queued'),
      claim === null ? eb('claim', 'is', null) : eb('claim', '=', claim),
    ])

/** Nobody runs it, or whoever did is gone. */
const isFree = (at: string) => (eb: ExpressionBuilder<JobTables, 'job'>) =>
  eb.or([eb('claimed_until', 'is', null), eb('claimed_until', '<', at)])

/**
 * Nothing older of its key is under way or has failed; what is only held until later lets others pass, and waits for
 * them once they run.
 */
const isFirstOfKey = (at: string) => (eb: ExpressionBuilder<JobTables, 'job'>) =>
  eb.or([
    eb('job.key', 'is', null),
    eb.not(
      eb.exists(
        eb
          .selectFrom('job as other')
          .select('other.seq')
          .whereRef('other.queue', '=', 'job.queue')
          .whereRef('other.key', '=', 'job.key')
          .whereRef('other.seq', '!=', 'job.seq')
          .where('other.state', '=', 'queued')
          .where(({ and, or, eb: other }) =>
            or([
              other('other.claimed_until', '>=', at),
              and([
                other('other.seq', '<', eb.ref('job.seq')),
                or([other('other.attempts', '>', 0), other('other.due_at', '<=', at)]),
              ]),
            ]),
          ),
      ),
    ),
  ])

const rowTypes = '(id text, key text, dedupe text, priority integer, due_at text, data text)'

function rowOf({ id = uuid(), key, dedupe, priority = 0, due_at, data }: NewJob<unknown>, at: string) {
  return { id, key, dedupe, priority, due_at: due_at === undefined ? at : iso(due_at), data: JSON.stringify(data) }
}

export function jobOf({ id, key, data, attempts, created_at, queued_at, error }: StoredJob): Job {
  return {
    id,
    key,
    attempts,
    error,
    data: JSON.parse(data) as unknown,
    created_at: Date.parse(created_at),
    queued_at: Date.parse(queued_at),
  }
}

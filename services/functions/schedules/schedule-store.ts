import type { Occurrence } from '../../../contracts/functions/schedules.ts'
import { type Message, reasonFields } from '../../../contracts/messages/words.ts'
import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { Definition } from './schedule-definition.ts'

export type StoredSchedule = {
  readonly id: string
  readonly definition: Definition
  /** Every time up to this one has its row. In epoch milliseconds. */
  readonly settled_until: number
  /** That it did not run as it should, as it was told; null: all is well. */
  readonly trouble: Trouble | null
  /** Of its signal. */
  readonly sequence: number
}

export type Trouble = {
  readonly episode: string
  readonly since: string
  /** Of the occurrence that it is about; a success from then on ends it. */
  readonly due_at: string
}

export type StoredOccurrence = Omit<Occurrence, 'reason' | 'reason_i18n'> & {
  readonly reason: Message | null
  /** Whether its run waits or is under way. */
  readonly open: boolean
  /** When it is told that it has not succeeded yet; null: it has, or it was told. */
  readonly deadline: string | null
}

const schedules = rowCodec<StoredSchedule>({ definition: 'json', trouble: 'json' })
const occurrences = rowCodec<StoredOccurrence>({ reason: 'message', open: 'flag' })
type Tables = { schedule: RowOf<StoredSchedule>; occurrence: RowOf<StoredOccurrence> }

type Range = { readonly from?: string | undefined; readonly to?: string | undefined }
type Wanted = Range & { readonly after: string | undefined; readonly limit: number }

const prunedAtOnce = 1_000

export class ScheduleStore extends SqlStore<Tables> {
  /** By id, behind that one. */
  async behind(after: string | undefined, limit: number): Promise<StoredSchedule[]> {
    let query = this.db.selectFrom('schedule').selectAll()
    if (after !== undefined) query = query.where('id', '>', after)
    return (await query.orderBy('id').limit(limit).execute()).map(schedules.fromRow)
  }

  async find(id: string): Promise<StoredSchedule | undefined> {
    const row = await this.db.selectFrom('schedule').selectAll().where('id', '=', id).executeTakeFirst()
    return row && schedules.fromRow(row)
  }

  /** As it is planned now, and how far; what was told of it stays. */
  async plan(plans: readonly Pick<StoredSchedule, 'id' | 'definition' | 'settled_until'>[]): Promise<void> {
    const rows = plans.map(plan => schedules.toRow({ ...plan, trouble: null, sequence: 0 }))
    await upsert(this.store, 'schedule', rows, ['id'], ['trouble', 'sequence'])
  }

  async tell(id: string, trouble: Trouble | null, sequence: number): Promise<void> {
    const change = { trouble: trouble && JSON.stringify(trouble), sequence }
    await this.db.updateTable('schedule').set(change).where('id', '=', id).execute()
  }

  async occurrence(schedule: string, due_at: string): Promise<StoredOccurrence | undefined> {
    const query = this.db.selectFrom('occurrence').selectAll().where('schedule', '=', schedule)
    const row = await query.where('due_at', '=', due_at).executeTakeFirst()
    return row && occurrences.fromRow(row)
  }

  /** One that is there already stays. */
  async add(rows: readonly StoredOccurrence[]): Promise<void> {
    if (rows.length === 0) return
    const insert = this.db.insertInto('occurrence').values(rows.map(occurrences.toRow))
    await insert.onConflict(conflict => conflict.doNothing()).execute()
  }

  /** One that has not run although its row is there, since the clock was wrong, does. False: it has. */
  async addRun(occurrence: StoredOccurrence): Promise<boolean> {
    const { schedule, due_at, ...row } = occurrences.toRow(occurrence)
    const { numInsertedOrUpdatedRows } = await this.db
      .insertInto('occurrence')
      .values({ schedule, due_at, ...row })
      .onConflict(conflict =>
        conflict.columns(['schedule', 'due_at']).doUpdateSet(row).where('occurrence.run_id', 'is', null),
      )
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 1n
  }

  async change(
    { schedule, due_at }: StoredOccurrence,
    change: Partial<Pick<StoredOccurrence, 'state' | 'reason' | 'open' | 'deadline'>>,
  ): Promise<void> {
    const { reason, open, ...rest } = change
    const columns = {
      ...rest,
      ...(reason === undefined ? {} : { reason: reason && JSON.stringify(reason) }),
      ...(open === undefined ? {} : { open: Number(open) }),
    }
    const update = this.db.updateTable('occurrence').set(columns).where('schedule', '=', schedule)
    await update.where('due_at', '=', due_at).execute()
  }

  /** Those whose runs wait or are under way, the oldest first. */
  async open(ids: readonly string[]): Promise<StoredOccurrence[]> {
    const query = this.db.selectFrom('occurrence').selectAll().where('open', '=', 1).where('schedule', 'in', ids)
    return (await query.orderBy('due_at').limit(mostOpen).execute()).map(occurrences.fromRow)
  }

  async overdue(now: string, limit: number): Promise<StoredOccurrence[]> {
    const query = this.db.selectFrom('occurrence').selectAll().where('deadline', '<=', now)
    return (await query.orderBy('deadline').limit(limit).execute()).map(occurrences.fromRow)
  }

  async nextDeadline(): Promise<string | undefined> {
    const query = this.db.selectFrom('occurrence').select('deadline').where('deadline', 'is not', null)
    return (await query.orderBy('deadline').limit(1).executeTakeFirst())?.deadline ?? undefined
  }

  /** Newest first, behind that time. */
  async list(schedule: string, { from, to, after, limit }: Wanted): Promise<StoredOccurrence[]> {
    let query = this.db.selectFrom('occurrence').selectAll().where('schedule', '=', schedule)
    if (from !== undefined) query = query.where('due_at', '>=', from)
    if (to !== undefined) query = query.where('due_at', '<=', to)
    if (after !== undefined) query = query.where('due_at', '<', after)
    return (await query.orderBy('due_at', 'desc').limit(limit).execute()).map(occurrences.fromRow)
  }

  /** The last one of each. */
  async last(ids: readonly string[]): Promise<StoredOccurrence[]> {
    if (ids.length === 0) return []
    const query = this.db
      .selectFrom('schedule')
      .innerJoin('occurrence', 'occurrence.schedule', 'schedule.id')
      .selectAll('occurrence')
      .where('schedule.id', 'in', ids)
      .where('occurrence.due_at', '=', ({ selectFrom }) =>
        selectFrom('occurrence as other')
          .select(({ fn }) => fn.max('other.due_at').as('due_at'))
          .whereRef('other.schedule', '=', 'schedule.id'),
      )
    return (await query.execute()).map(occurrences.fromRow)
  }

  /** Those that were due before; answers how many, at most a thousand at a time. */
  async prune(schedule: string, before: string): Promise<number> {
    const old = this.db.selectFrom('occurrence').select('due_at').where('schedule', '=', schedule)
    const dates = old.where('due_at', '<', before).orderBy('due_at').limit(prunedAtOnce)
    const prune = this.db.deleteFrom('occurrence').where('schedule', '=', schedule).where('due_at', 'in', dates)
    return Number((await prune.executeTakeFirst()).numDeletedRows)
  }
}

/** Of a hundred schedules; only what may overlap has several. */
const mostOpen = 1_000

export const shownOccurrence = ({ schedule, due_at, state, run_id, reason }: StoredOccurrence): Occurrence => ({
  schedule,
  due_at,
  state,
  run_id,
  ...reasonFields(reason),
})

import type { SignalState } from '../../../contracts/vocabulary.ts'
import { type Message, toColumn } from '../../../kit/messages/message.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { StateFrom } from '../uptime/uptime.ts'

type IntervalTables = {
  state_interval: {
    check_id: string
    started_at: string
    state: SignalState
    episode: string | null
    reason: string | null
  }
}

/** A state of a check from `started_at` on; it ends where the next one starts. */
export type Interval = StateFrom & {
  readonly check_id: string
  readonly episode: string | null
  readonly reason: Message | null
}

const rowsAtOnce = 500

/** Of two intervals that start together the later one is right. */
export async function saveIntervals(store: Store, intervals: readonly Interval[]): Promise<void> {
  const rows = [...new Map(intervals.map(one => [`${one.check_id} ${iso(one.started_at)}`, one])).values()]
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await store
      .query<IntervalTables>()
      .insertInto('state_interval')
      .values(rows.slice(from, from + rowsAtOnce).map(toRow))
      .onConflict(conflict =>
        conflict.columns(['check_id', 'started_at']).doUpdateSet(({ ref }) => ({
          state: ref('excluded.state'),
          episode: ref('excluded.episode'),
          reason: ref('excluded.reason'),
        })),
      )
      .execute()
  }
}

function toRow({ started_at, reason, ...row }: Interval) {
  return { ...row, started_at: iso(started_at), reason: reason && toColumn(reason) }
}

/** Takes back what was observed of all checks on a clock that ran ahead. */
export async function cutIntervals(store: Store, after: number): Promise<void> {
  await store.query<IntervalTables>().deleteFrom('state_interval').where('started_at', '>', iso(after)).execute()
}

const atOnce = 500

/** The states of a check that reach into a range, oldest first. */
export async function readIntervals(store: Store, check_id: string, from: number): Promise<StateFrom[]> {
  const before = await store
    .query<IntervalTables>()
    .selectFrom('state_interval')
    .select(({ fn }) => fn.max('started_at').as('started_at'))
    .where('check_id', '=', check_id)
    .where('started_at', '<=', iso(from))
    .executeTakeFirst()
  const states: StateFrom[] = []
  for (let more = true, next = before?.started_at ?? iso(from); more; ) {
    const rows = await store
      .query<IntervalTables>()
      .selectFrom('state_interval')
      .select(['started_at', 'state'])
      .where('check_id', '=', check_id)
      .where('started_at', states.length === 0 ? '>=' : '>', next)
      .orderBy('started_at')
      .limit(atOnce)
      .execute()
    for (const { started_at, state } of rows) states.push({ started_at: Date.parse(started_at), state })
    next = rows.at(-1)?.started_at ?? next
    more = rows.length === atOnce
  }
  return states
}

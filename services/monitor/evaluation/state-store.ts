import type { SignalState } from '../../../contracts/common-schemas.ts'
import { fromColumn, type Message, toColumn } from '../../../kit/messages/message.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { StateFrom } from '../uptime/uptime.ts'
import type { CheckState, KnownState } from './check-state.ts'

type StateRow = {
  check_id: string
  state: SignalState
  since: string | null
  reason: string | null
  settled: KnownState | null
  episode: string | null
  episode_started_at: string | null
  episode_detected_at: string | null
  sequence: number
  told: SignalState | null
  changes: string
  flapping: number
}
type IntervalRow = Pick<StateRow, 'check_id' | 'state' | 'episode' | 'reason'> & { started_at: string }
type Tables = { check_state: StateRow; state_interval: IntervalRow }

export async function readStates(store: Store): Promise<Map<string, CheckState>> {
  const rows = await store.query<Tables>().selectFrom('check_state').selectAll().execute()
  return new Map(rows.map(row => [row.check_id, toState(row)]))
}

export const saveStates = (store: Store, states: readonly (readonly [string, CheckState])[]): Promise<void> =>
  upsert(
    store,
    'check_state',
    states.map(([id, state]) => toRow(id, state)),
    ['check_id'],
  )

function toRow(
  check_id: string,
  { episode, changes, flapping, since, reason, published, ...state }: CheckState,
): StateRow {
  return {
    ...state,
    check_id,
    told: published,
    since: since === null ? null : iso(since),
    reason: reason && toColumn(reason),
    episode: episode?.id ?? null,
    episode_started_at: episode && iso(episode.started_at),
    episode_detected_at: episode && iso(episode.detected_at),
    changes: JSON.stringify(changes),
    flapping: flapping ? 1 : 0,
  }
}

function toState({ episode: id, episode_started_at, episode_detected_at, ...row }: StateRow): CheckState {
  const isOpen = id !== null && episode_started_at !== null && episode_detected_at !== null
  return {
    state: row.state,
    since: row.since === null ? null : Date.parse(row.since),
    reason: row.reason === null ? null : fromColumn(row.reason),
    settled: row.settled,
    episode: isOpen
      ? { id, started_at: Date.parse(episode_started_at), detected_at: Date.parse(episode_detected_at) }
      : null,
    sequence: row.sequence,
    published: row.told,
    changes: JSON.parse(row.changes),
    flapping: row.flapping === 1,
  }
}

/** A state of a check from `started_at` on; it ends where the next one starts. */
export type Interval = StateFrom & {
  readonly check_id: string
  readonly episode: string | null
  readonly reason: Message | null
}

export function intervalOf(check_id: string, { state, since, episode, reason }: CheckState): Interval {
  return { check_id, started_at: since ?? 0, state, episode: episode?.id ?? null, reason }
}

/** Of two intervals that start together the later one is right. */
export async function saveIntervals(store: Store, intervals: readonly Interval[]): Promise<void> {
  const rows = intervals.map(({ started_at, reason, check_id, state, episode }) => {
    const row = { check_id, started_at: iso(started_at), state, episode, reason: reason && toColumn(reason) }
    return [`${check_id} ${row.started_at}`, row] as const
  })
  await upsert(store, 'state_interval', [...new Map(rows).values()], ['check_id', 'started_at'])
}

export type History = {
  readonly states?: readonly (readonly [check_id: string, state: CheckState])[]
  readonly intervals?: readonly Interval[]
  /** What was observed later than this, on a clock that ran ahead, is taken back first. */
  readonly cut_after?: number | null
}

/** Must run inside a transaction, since a state and its intervals belong together. */
export async function saveHistory(store: Store, { states = [], intervals = [], cut_after }: History): Promise<void> {
  if (typeof cut_after === 'number') {
    await store.query<Tables>().deleteFrom('state_interval').where('started_at', '>', iso(cut_after)).execute()
  }
  await saveIntervals(store, intervals)
  await saveStates(store, states)
}

const rowsAtOnce = 500

export async function readIntervals(store: Store, check_id: string, from: number): Promise<StateFrom[]> {
  const ofCheck = store.query<Tables>().selectFrom('state_interval').where('check_id', '=', check_id)
  const before = await ofCheck
    .select(({ fn }) => fn.max('started_at').as('started_at'))
    .where('started_at', '<=', iso(from))
    .executeTakeFirst()
  const states: StateFrom[] = []
  for (let more = true, next = before?.started_at ?? iso(from); more; ) {
    const rows = await ofCheck
      .select(['started_at', 'state'])
      .where('started_at', states.length === 0 ? '>=' : '>', next)
      .orderBy('started_at')
      .limit(rowsAtOnce)
      .execute()
    for (const { started_at, state } of rows) states.push({ started_at: Date.parse(started_at), state })
    next = rows.at(-1)?.started_at ?? next
    more = rows.length === rowsAtOnce
  }
  return states
}

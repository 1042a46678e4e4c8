import { fromColumn, toColumn } from '../../../kit/messages/message.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { CheckState, KnownState } from './check-state.ts'

type StateTables = {
  check_state: {
    check_id: string
    state: CheckState['state']
    since: string | null
    reason: string | null
    settled: KnownState | null
    episode: string | null
    episode_started_at: string | null
    episode_detected_at: string | null
    sequence: number
    told: CheckState['state'] | null
    changes: string
    flapping: number
  }
}
type Row = StateTables['check_state']

const rowsAtOnce = 500

export async function readStates(store: Store): Promise<Map<string, CheckState>> {
  const rows = await store.query<StateTables>().selectFrom('check_state').selectAll().execute()
  return new Map(rows.map(row => [row.check_id, toState(row)]))
}

export async function saveStates(store: Store, states: readonly (readonly [string, CheckState])[]): Promise<void> {
  for (let from = 0; from < states.length; from += rowsAtOnce) {
    await store
      .query<StateTables>()
      .insertInto('check_state')
      .values(states.slice(from, from + rowsAtOnce).map(([id, state]) => toRow(id, state)))
      .onConflict(conflict =>
        conflict.column('check_id').doUpdateSet(({ ref }) => ({
          state: ref('excluded.state'),
          since: ref('excluded.since'),
          reason: ref('excluded.reason'),
          settled: ref('excluded.settled'),
          episode: ref('excluded.episode'),
          episode_started_at: ref('excluded.episode_started_at'),
          episode_detected_at: ref('excluded.episode_detected_at'),
          sequence: ref('excluded.sequence'),
          told: ref('excluded.told'),
          changes: ref('excluded.changes'),
          flapping: ref('excluded.flapping'),
        })),
      )
      .execute()
  }
}

const time = (at: number | null | undefined): string | null => (at === null || at === undefined ? null : iso(at))

function toRow(check_id: string, { episode, changes, flapping, since, reason, ...state }: CheckState): Row {
  return {
    ...state,
    check_id,
    since: time(since),
    reason: reason && toColumn(reason),
    episode: episode?.id ?? null,
    episode_started_at: time(episode?.started_at),
    episode_detected_at: time(episode?.detected_at),
    changes: JSON.stringify(changes),
    flapping: flapping ? 1 : 0,
  }
}

function toState({ episode, episode_started_at, episode_detected_at, ...row }: Row): CheckState {
  const open = episode !== null && episode_started_at !== null && episode_detected_at !== null
  return {
    state: row.state,
    since: row.since === null ? null : Date.parse(row.since),
    reason: row.reason === null ? null : fromColumn(row.reason),
    settled: row.settled,
    episode: open
      ? { id: episode, started_at: Date.parse(episode_started_at), detected_at: Date.parse(episode_detected_at) }
      : null,
    sequence: row.sequence,
    told: row.told,
    changes: JSON.parse(row.changes),
    flapping: row.flapping === 1,
  }
}

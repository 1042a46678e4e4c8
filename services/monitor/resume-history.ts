import type { Store } from '../../kit/store.ts'
import { type CheckState, loseSight } from './check-state.ts'
import { cutIntervals, saveIntervals } from './interval-store.ts'
import { lookoutId } from './lookout-signal.ts'
import { readMark } from './mark-store.ts'
import { saveStates } from './state-store.ts'

/**
 * After a start: from the moment the lookout was last alive nothing is known of any check until its first look. An open
 * outage stays open.
 */
export async function resumeHistory(
  store: Store,
  states: ReadonlyMap<string, CheckState>,
  now: number,
): Promise<Map<string, CheckState>> {
  const seen = await readMark(store, 'seen')
  if (seen === null) return new Map(states)
  const last = Date.parse(seen)
  const from = Math.min(last, now)
  const lost = [...states].flatMap(([id, state]): [string, CheckState][] => {
    const next = id === lookoutId ? state : loseSight(state, from, 'the lookout was off')
    return next === state ? [] : [[id, next]]
  })
  await store.transaction(async () => {
    // The clock was set back while nothing ran: what lies ahead of it was observed on another reckoning.
    if (last > now) await cutIntervals(store, now)
    await saveStates(store, lost)
    await saveIntervals(
      store,
      lost.map(([check_id, { since, episode, reason }]) => ({
        check_id,
        started_at: since ?? from,
        state: 'unknown',
        episode: episode?.id ?? null,
        reason,
      })),
    )
  })
  return new Map([...states, ...lost])
}

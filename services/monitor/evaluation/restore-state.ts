import { say } from '../../../contracts/messages/words.ts'
import { lookoutId } from '../connectivity/self-signal.ts'
import { type CheckState, loseSight } from './check-state.ts'
import type { Interval } from './interval-store.ts'
import type { History } from './write-history.ts'

export type Resumed = {
  readonly states: ReadonlyMap<string, CheckState>
  /** Must be written before anything says again that the lookout is alive. */
  readonly history: History
}

/**
 * After a start: from the moment the lookout was last alive nothing is known of any check until its first look. An open
 * outage stays open.
 */
export function resumeHistory(
  states: ReadonlyMap<string, CheckState>,
  { seen, now }: { readonly seen: string | null; readonly now: number },
): Resumed {
  if (seen === null) return { states, history: {} }
  const last = Date.parse(seen)
  const from = Math.min(last, now)
  const lost = [...states].flatMap(([id, state]): [string, CheckState][] => {
    const next = id === lookoutId ? state : loseSight(state, from, say('vigie.off'))
    return next === state ? [] : [[id, next]]
  })
  const intervals = lost.map(([check_id, { since, episode, reason }]): Interval => {
    return { check_id, started_at: since ?? from, state: 'unknown', episode: episode?.id ?? null, reason }
  })
  // The clock was set back while nothing ran: what lies ahead of it was observed on another reckoning.
  const cut_after = last > now ? now : null
  return { states: new Map([...states, ...lost]), history: { states: lost, intervals, cut_after } }
}

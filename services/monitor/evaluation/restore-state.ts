import { say } from '../../../contracts/messages/words.ts'
import { selfSignalId } from '../connectivity/self-signal.ts'
import { becomeUnknown, type CheckState } from './check-state.ts'
import { type History, intervalOf } from './state-store.ts'

type RestoredState = {
  readonly states: ReadonlyMap<string, CheckState>
  /** Must be written before anything says again that this program is alive. */
  readonly history: History
}

/**
 * After a start: from the moment this program was last alive nothing is known of any check until its first result. An open
 * outage stays open.
 */
export function restoreState(
  states: ReadonlyMap<string, CheckState>,
  { seen, now }: { readonly seen: string | null; readonly now: number },
): RestoredState {
  if (seen === null) return { states, history: {} }
  const last = Date.parse(seen)
  const from = Math.min(last, now)
  const lost = [...states].flatMap(([id, state]): [string, CheckState][] => {
    const next = id === selfSignalId ? state : becomeUnknown(state, from, say('vigie.off'))
    return next === state ? [] : [[id, next]]
  })
  const intervals = lost.map(([id, state]) => intervalOf(id, state))
  // The clock was set back while nothing ran: what lies ahead of it was observed on another reckoning.
  const cut_after = last > now ? now : null
  return { states: new Map([...states, ...lost]), history: { states: lost, intervals, cut_after } }
}

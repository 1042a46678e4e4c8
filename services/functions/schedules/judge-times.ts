import type { OccurrenceState } from '../../../contracts/functions/schedules.ts'
import { type Message, say } from '../../../contracts/messages/words.ts'
import type { Definition } from './schedule-definition.ts'

/** What becomes of one time that a schedule was due, before it is known what else runs. */
export type Judged = {
  readonly due: number
  readonly state: Extract<OccurrenceState, 'on_time' | 'late' | 'caught_up' | 'missed'>
  /** Why it does not run; null: it runs. */
  readonly reason: Message | null
}

/** Who begins so soon has not noticed anything. */
const onTimeMs = 5_000

/** `last`: the last time up to `now`; what nothing ran for before is made up for by it, unless each time is. */
export function judge(definition: Definition, due: number, now: number, last: number | undefined): Judged {
  const { catch_up, catch_up_window_ms, grace_ms } = definition
  const age = now - due
  if (age <= onTimeMs) return { due, state: 'on_time', reason: null }
  if (catch_up === 'none' && age > grace_ms) return missed(due, say('functions.missed-none'))
  if (catch_up !== 'none' && age > catch_up_window_ms)
    return missed(due, say('functions.missed-window', { window: { ms: catch_up_window_ms } }))
  if (catch_up !== 'all' && due !== last) return missed(due, say('functions.missed-later'))
  return { due, state: age <= grace_ms ? 'late' : 'caught_up', reason: null }
}

const missed = (due: number, reason: Message): Judged => ({ due, state: 'missed', reason })

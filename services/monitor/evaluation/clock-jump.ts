import type { SignalState } from '../../../contracts/common-schemas.ts'
import { say } from '../../../contracts/messages/words.ts'
import type { Jump } from '../../../kit/runtime/clock.ts'
import { becomeUnknown, type CheckState } from './check-state.ts'

export type IntervalStart = { readonly state: SignalState; readonly started_at: number }

export type JumpEffect = {
  readonly next: CheckState
  /** Intervals that start later than this were observed on a reckoning that is no more: the later observation wins. */
  readonly cut_after: number | null
  readonly intervals: readonly IntervalStart[]
}

/** What a jump of the clock does to the history of one check. */
export function applyJump(state: CheckState, jump: Jump): JumpEffect {
  if (jump.kind === 'gap') {
    const next = becomeUnknown(state, jump.from, say('vigie.suspended'))
    return next === state ? { next, cut_after: null, intervals: [] } : { next, ...from('unknown', jump.from) }
  }
  const next = moveTimes(state, jump.by)
  if (state.since === null) return { next, cut_after: null, intervals: [] }
  const present = from(state.state, jump.to)
  if (jump.by < 0) return { next, cut_after: jump.to, intervals: present.intervals }
  return { next, cut_after: null, intervals: [...from('unknown', jump.from).intervals, ...present.intervals] }
}

function from(state: SignalState, started_at: number): { cut_after: null; intervals: IntervalStart[] } {
  return { cut_after: null, intervals: [{ state, started_at }] }
}

/** What is open has lasted as long as before, on the new reckoning. */
function moveTimes(state: CheckState, by: number): CheckState {
  return {
    ...state,
    since: state.since === null ? null : state.since + by,
    changes: state.changes.map(at => at + by),
    episode: state.episode && {
      ...state.episode,
      started_at: state.episode.started_at + by,
      detected_at: state.episode.detected_at + by,
    },
  }
}

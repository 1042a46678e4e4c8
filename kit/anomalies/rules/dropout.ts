import { say } from '../../messages/kit-catalogue.ts'
import { type Alarm, alarmsOfWeeks, type Budget, type Detector, freshBudget, phaseOf, spend } from '../alarm.ts'
import { medianOf } from './peers.ts'

/**
 * Nothing comes any more. How often something should is learned: the median of the times between samples. A device whose
 * samples come late, all at once, was not silent: that is told apart when they come.
 */
export type DropoutRule = {
  readonly kind: 'dropout'
  /** So many periods without a sample are silence, and half as long again as ever before. */
  readonly periods?: number
  readonly warm_up?: number
}

export type DropoutState = {
  seen: number
  last_at: number
  /** The newest arrival. */
  heard_at: number
  /** The latest times between samples. */
  gaps: number[]
  period: number | null
  longest: number
  /** How long samples usually are on their way. */
  lag: number | null
  /** Silence was told. */
  silent: boolean
  /** How many samples in a row came late. */
  late: number
  budget: Budget
}

const gapsKept = 15
const lateToTell = 3
const longerThanLongest = 1.5

export function dropoutDetector({ periods = 4, warm_up = 50 }: DropoutRule): Detector<DropoutState> {
  function isLong(ms: number, { period, longest, budget }: DropoutState, at: number): boolean {
    const limit = Math.max(periods * (period ?? 0), longerThanLongest * longest)
    return ms > limit && ms > limit * longerThanLongest ** Math.max(0, alarmsOfWeeks(1, budget, at) - 1)
  }
  const isWarm = ({ seen, period }: DropoutState) => seen >= warm_up && period !== null

  function silence(state: DropoutState, at: number, ms: number): Alarm {
    spend(state.budget, at)
    const params = { time: { ms }, period: { ms: state.period ?? 0 } }
    return { kind: 'dropout', at, message: say('anomaly.silent', params) }
  }

  function late(state: DropoutState, at: number, ms: number): Alarm | null {
    state.late += 1
    if (state.late !== lateToTell) return null
    return { kind: 'late_burst', at, message: say('anomaly.late', { samples: state.late, time: { ms } }) }
  }

  return {
    start: () => ({
      seen: 0,
      last_at: 0,
      heard_at: 0,
      gaps: [],
      period: null,
      longest: 0,
      lag: null,
      silent: false,
      late: 0,
      budget: freshBudget(),
    }),
    step(state, at, _, { arrived_at = at } = {}) {
      state.seen += 1
      if (state.seen === 1) state.last_at = at
      const gap = at - state.last_at
      const heard = state.heard_at
      state.heard_at = Math.max(heard, arrived_at)
      if (gap === 0) return null
      const lag = arrived_at - at
      const lateness = gap < 0 ? Math.max(-gap, lag) : lag - (state.lag ?? lag)
      if (isWarm(state) && isLong(lateness, state, at)) {
        state.last_at = Math.max(state.last_at, at)
        state.silent = false
        return late(state, arrived_at, Math.max(lag, lateness))
      }
      if (gap < 0) return null
      state.last_at = at
      state.late = 0
      state.lag = state.lag === null ? lag : state.lag + (lag - state.lag) / 20
      const told = state.silent
      state.silent = false
      if (isWarm(state) && isLong(gap, state, at)) return told ? null : silence(state, at, gap)
      learn(state, gap)
      return null
    },
    check(state, now) {
      const silentMs = now - Math.max(state.heard_at, state.last_at)
      if (state.silent || !isWarm(state) || !isLong(silentMs, state, now)) return null
      state.silent = true
      return silence(state, now, silentMs)
    },
    status: state => phaseOf(state.seen, warm_up, state.silent),
  }
}

function learn(state: DropoutState, gap: number): void {
  state.longest = Math.max(state.longest, gap)
  state.gaps.push(gap)
  if (state.gaps.length < gapsKept) return
  state.period = medianOf(state.gaps)
  state.gaps = []
}

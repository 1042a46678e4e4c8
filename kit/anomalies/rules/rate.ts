import { say } from '../../messages/kit-catalogue.ts'
import { type Budget, type Detector, freshBudget, phaseOf, spend } from '../alarm.ts'
import { digits } from '../sentences.ts'

/** Rises or falls faster than it may. What lies between two samples that are far apart is not known, and not judged. */
export type RateRule = {
  readonly kind: 'rate'
  /** At most so much up, and so much down, in `per_s` seconds. */
  readonly rise?: number
  readonly fall?: number
  readonly per_s?: number
  /** Measured over at least so long a time, so that two samples within a moment prove nothing. */
  readonly over_s?: number
  readonly max_gap_s?: number
  readonly cool_down?: number
}

export type RateState = { from: { at: number; value: number } | null; last_at: number; alarm: boolean; budget: Budget }

export function rateDetector(rule: RateRule): Detector<RateState> {
  const { rise = Number.POSITIVE_INFINITY, fall = Number.POSITIVE_INFINITY, per_s = 60, over_s = 0 } = rule
  const { max_gap_s = Math.max(600, 3 * over_s), cool_down = 50 } = rule
  return {
    start: () => ({ from: null, last_at: 0, alarm: false, budget: freshBudget() }),
    step(state, at, value) {
      state.budget.since += 1
      const { from } = state
      const gap = at - state.last_at
      state.last_at = Math.max(at, state.last_at)
      if (!from || gap > max_gap_s * 1_000) {
        state.from = { at, value }
        state.alarm = false
        return null
      }
      const elapsed = at - from.at
      if (gap <= 0 || elapsed < over_s * 1_000) return null
      state.from = { at, value }
      const rate = ((value - from.value) / elapsed) * per_s * 1_000
      const was = state.alarm
      state.alarm = rate > rise || -rate > fall
      if (!state.alarm || was || state.budget.since <= cool_down) return null
      spend(state.budget, at)
      const params = { from: digits(from.value), to: digits(value), time: { ms: elapsed }, per: { ms: per_s * 1_000 } }
      const message =
        rate > 0
          ? say('anomaly.rises', { ...params, rate: digits(rate, 3), limit: rise })
          : say('anomaly.falls', { ...params, rate: digits(-rate, 3), limit: fall })
      return { kind: 'rate', at, message }
    },
    status: state => phaseOf(state.from ? 2 : 1, 2, state.alarm),
  }
}

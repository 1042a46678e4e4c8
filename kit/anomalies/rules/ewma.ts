import { say } from '../../messages/kit-catalogue.ts'
import { type Budget, type Detector, freshBudget, phaseOf, spend } from '../alarm.ts'
import { addToBaseline, type Baseline, emptyBaseline, spreadOf } from '../baseline.ts'
import { digits } from '../sentences.ts'

/** A slow drift: the weighted mean of the latest samples leaves the long mean by more than chance can explain (Roberts 1959). */
export type EwmaRule = {
  readonly kind: 'ewma'
  /** The weight of the newest sample. */
  readonly weight?: number
  /** In standard deviations of that weighted mean. */
  readonly limit?: number
  readonly memory?: number
  readonly warm_up?: number
  readonly cool_down?: number
}

export type EwmaState = { baseline: Baseline; latest: number; alarm: boolean; budget: Budget }

export function ewmaDetector(rule: EwmaRule): Detector<EwmaState> {
  const { weight = 0.05, limit = 8, memory = 8_000, warm_up = 300, cool_down = 50 } = rule
  return {
    start: () => ({ baseline: emptyBaseline(), latest: 0, alarm: false, budget: freshBudget() }),
    step(state, at, value) {
      const { baseline, budget } = state
      budget.since += 1
      state.latest = baseline.n === 0 ? value : state.latest + weight * (value - state.latest)
      if (baseline.n < warm_up) {
        addToBaseline(baseline, value, memory)
        return null
      }
      const off = (state.latest - baseline.mean) / (spreadOf(baseline) * Math.sqrt(weight / (2 - weight)))
      if (!state.alarm) addToBaseline(baseline, value, memory)
      const was = state.alarm
      state.alarm = Math.abs(off) > (was ? limit / 2 : limit)
      if (!state.alarm || was || budget.since <= cool_down) return null
      spend(budget, at)
      const params = { mean: digits(state.latest), usual: digits(baseline.mean), deviations: digits(Math.abs(off), 2) }
      return { kind: 'drift', at, message: say('anomaly.mean-drifts', params) }
    },
    status: ({ baseline, alarm }) => phaseOf(baseline.n, warm_up, alarm),
  }
}

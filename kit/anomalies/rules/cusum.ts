import { say } from '../../messages/kit-catalogue.ts'
import { type Budget, type Detector, freshBudget, phaseOf, spend } from '../alarm.ts'
import { addToBaseline, type Baseline, emptyBaseline, spreadOf } from '../baseline.ts'
import { digits } from '../sentences.ts'

/** The level has shifted: what lies above the mean, or below it, adds up (Page 1954). The new level is the usual one from then on. */
export type CusumRule = {
  readonly kind: 'cusum'
  /** Standard deviations off the mean that count for nothing. */
  readonly slack?: number
  /** Standard deviations that add up to an alarm. */
  readonly limit?: number
  readonly memory?: number
  readonly warm_up?: number
  readonly cool_down?: number
}

type Sum = { size: number; count: number; total: number }
export type CusumState = { baseline: Baseline; up: Sum; down: Sum; budget: Budget }

const nothing = (): Sum => ({ size: 0, count: 0, total: 0 })

function addTo(sum: Sum, excess: number, value: number): void {
  sum.size = Math.max(0, sum.size + excess)
  sum.count = sum.size === 0 ? 0 : sum.count + 1
  sum.total = sum.size === 0 ? 0 : sum.total + value
}

export function cusumDetector(rule: CusumRule): Detector<CusumState> {
  const { slack = 1, limit = 12, memory = 8_000, warm_up = 300, cool_down = 50 } = rule
  return {
    start: () => ({ baseline: emptyBaseline(), up: nothing(), down: nothing(), budget: freshBudget() }),
    step(state, at, value) {
      const { baseline, up, down, budget } = state
      budget.since += 1
      if (baseline.n >= warm_up) {
        // One single sample, however far off, is no new level.
        const off = Math.max(-5, Math.min(5, (value - baseline.mean) / spreadOf(baseline)))
        addTo(up, off - slack, value)
        addTo(down, -off - slack, value)
      }
      const shifted = [up, down].find(({ size }) => size > limit)
      if (!shifted) addToBaseline(baseline, value, memory)
      if (!shifted || budget.since <= cool_down) return null
      spend(budget, at)
      const level = shifted.total / shifted.count
      const params = { from: digits(baseline.mean), to: digits(level), samples: shifted.count }
      baseline.mean = level
      state.up = nothing()
      state.down = nothing()
      return { kind: 'level_shift', at, message: say('anomaly.level-shifts', params) }
    },
    status: ({ baseline, up, down }) => phaseOf(baseline.n, warm_up, Math.max(up.size, down.size) > limit),
  }
}

import { say } from '../../messages/kit-catalogue.ts'
import { alarmsOfWeeks, type Budget, type Detector, freshBudget, phaseOf, spend } from '../alarm.ts'
import { digits } from '../sentences.ts'

/** The same value again and again: longer than half as long again as ever before, and than chance makes likely. */
export type StuckRule = { readonly kind: 'stuck'; readonly min_run?: number; readonly warm_up?: number }

export type StuckState = {
  value: number | null
  run: number
  /** The longest run that was no alarm. */
  longest: number
  /** How many samples were equal to the one before. */
  repeats: number
  seen: number
  alarm: boolean
  budget: Budget
}

/** Where each sample repeats the one before with a chance of p, a run this long has this chance. */
const tooUnlikely = Math.log(1e-9)
const longerThanLongest = 1.5

export function stuckDetector({ min_run = 6, warm_up = 100 }: StuckRule): Detector<StuckState> {
  function runNeeded({ longest, repeats, seen, budget }: StuckState, at: number): number {
    const byChance = 1 + tooUnlikely / Math.log((repeats + 1) / (seen + 2))
    const before = Math.max(0, alarmsOfWeeks(1, budget, at) - 1)
    return Math.max(min_run, longerThanLongest * longest, byChance) * longerThanLongest ** before
  }

  return {
    start: () => ({ value: null, run: 0, longest: 0, repeats: 0, seen: 0, alarm: false, budget: freshBudget() }),
    step(state, at, value) {
      state.seen += 1
      if (value !== state.value) {
        if (!state.alarm) state.longest = Math.max(state.longest, state.run)
        state.value = value
        state.run = 1
        state.alarm = false
        return null
      }
      state.run += 1
      if (state.alarm) return null
      state.repeats += 1
      if (state.seen < warm_up || state.run <= min_run || state.run <= runNeeded(state, at)) return null
      state.alarm = true
      state.repeats -= state.run - 1
      spend(state.budget, at)
      const params = { value: digits(value), samples: state.run, longest: state.longest }
      return { kind: 'stuck', at, message: say('anomaly.stuck', params) }
    },
    status: ({ seen, alarm }) => phaseOf(seen, warm_up, alarm),
  }
}

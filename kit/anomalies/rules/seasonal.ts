import { say } from '../../messages/kit-catalogue.ts'
import { type Detector, phaseOf } from '../alarm.ts'
import { type BandWatch, bandDefaults, startBandWatch, watchBand } from '../band-watch.ts'
import { digits } from '../sentences.ts'

/**
 * Unusual for this hour of the week. What is left of a value when the mean of its hour is taken away is judged by the band of
 * such rests, and only after three weeks: before, it does more harm than good.
 */
export type SeasonalRule = {
  readonly kind: 'seasonal'
  /** How far local time is ahead of UTC. */
  readonly utc_offset_s?: number
  readonly margin?: number
  readonly cool_down?: number
}

export type SeasonalState = {
  first_at: number | null
  last_at: number
  /** The mean of each hour of the week, null where there was none. */
  hours: (number | null)[]
  /** Of the hour that it is. */
  current: { hour: number; n: number; sum: number }
  rests: BandWatch
}

const hourMs = 3_600_000
const hoursOfWeek = 168
const weeksNeeded = 3
const newestWeight = 0.3

export function seasonalDetector(rule: SeasonalRule): Detector<SeasonalState> {
  const { utc_offset_s = 0 } = rule
  const settings = { ...bandDefaults, ...rule, warm_up_ms: (weeksNeeded - 1) * hoursOfWeek * hourMs }
  return {
    start: () => ({
      first_at: null,
      last_at: 0,
      hours: Array.from({ length: hoursOfWeek }, () => null),
      current: { hour: -1, n: 0, sum: 0 },
      rests: startBandWatch(),
    }),
    step(state, at, value) {
      state.first_at ??= at
      state.last_at = at
      const hour = Math.floor((at + utc_offset_s * 1_000) / hourMs) % hoursOfWeek
      if (hour !== state.current.hour) turn(state, hour)
      const mean = state.hours[hour] ?? null
      const exit = mean === null ? null : watchBand(state.rests, at, value - mean, settings)
      // What is an anomaly teaches nothing about its hour.
      state.current.n += 1
      state.current.sum += mean !== null && state.rests.episode ? mean : value
      if (!exit || mean === null) return null
      const params = { value: digits(value), usual: digits(mean), spans: digits(Math.abs(exit.spans), 2) }
      return { kind: 'seasonal', at, message: say('anomaly.seasonal', params) }
    },
    status: ({ first_at, last_at, rests }) => {
      const hours = first_at === null ? 0 : Math.floor((last_at - first_at) / hourMs)
      return phaseOf(hours, weeksNeeded * hoursOfWeek, rests.episode !== null)
    },
  }
}

function turn(state: SeasonalState, hour: number): void {
  const { hour: before, n, sum } = state.current
  if (n > 0) {
    const mean = state.hours[before] ?? sum / n
    state.hours[before] = digits(mean + newestWeight * (sum / n - mean))
  }
  state.current = { hour, n: 0, sum: 0 }
}

import { say } from '../../messages/kit-catalogue.ts'
import { type Alarm, type Detector, phaseOf } from '../alarm.ts'
import { digits } from '../sentences.ts'

/** Above or below a limit for a while. It is over when the value is back by `hysteresis`, so that it cannot flap. */
export type ThresholdRule = {
  readonly kind: 'threshold'
  readonly above?: number
  readonly below?: number
  readonly hysteresis?: number
  readonly for_s?: number
  /** In a row. */
  readonly min_samples?: number
}

export type ThresholdState = {
  alarm: 'above' | 'below' | null
  side: 'above' | 'below' | null
  since: number
  count: number
}

export function thresholdDetector(rule: ThresholdRule): Detector<ThresholdState> {
  const { above = Number.POSITIVE_INFINITY, below = Number.NEGATIVE_INFINITY, hysteresis = 0 } = rule
  const { for_s = 0, min_samples = 1 } = rule
  const sideOf = (value: number) => (value > above ? 'above' : value < below ? 'below' : null)
  const stays = (side: 'above' | 'below', value: number) =>
    side === 'above' ? value > above - hysteresis : value < below + hysteresis

  function alarm(at: number, value: number, state: ThresholdState): Alarm {
    const params = { value: digits(value), time: { ms: at - state.since } }
    const message =
      state.side === 'above'
        ? say('anomaly.threshold-above', { ...params, limit: above })
        : say('anomaly.threshold-below', { ...params, limit: below })
    return { kind: 'threshold', at, message }
  }

  return {
    start: () => ({ alarm: null, side: null, since: 0, count: 0 }),
    step(state, at, value) {
      if (state.alarm && stays(state.alarm, value)) return null
      state.alarm = null
      const side = sideOf(value)
      if (side !== state.side) {
        state.side = side
        state.since = at
        state.count = 0
      }
      state.count += 1
      if (!side || state.count < min_samples || at - state.since < for_s * 1_000) return null
      state.alarm = side
      return alarm(at, value, state)
    },
    status: state => phaseOf(1, 1, state.alarm !== null),
  }
}

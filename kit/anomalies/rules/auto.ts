import { say } from '../../messages/kit-catalogue.ts'
import type { Message } from '../../messages/message.ts'
import { type Alarm, type Circumstances, type Detector, phaseOf } from '../alarm.ts'
import {
  type BandSettings,
  type BandWatch,
  bandDefaults,
  type Exit,
  isFar,
  isWarm,
  startBandWatch,
  watchBand,
} from '../band-watch.ts'
import { edgesOf, spansOutside } from '../quantile-band.ts'
import { digits, outsideBand } from '../sentences.ts'
import { convertUsual, startUnitWatch, type UnitWatch, watchUnit } from '../unit-watch.ts'
import { type DropoutState, dropoutDetector } from './dropout.ts'
import { type StuckState, stuckDetector } from './stuck.ts'

/** Watches a series for whatever happens to sensors, and names each kind apart. */
export type AutoRule = { readonly kind: 'auto'; readonly margin?: number; readonly cool_down?: number }

export type AutoState = {
  last: { at: number; value: number } | null
  level: BandWatch
  /** From one sample to the next. */
  steps: BandWatch
  stuck: StuckState
  arrivals: DropoutState
  unit: UnitWatch
  /** The share of the latest samples outside the band of levels. */
  outside: number
  /** Where a spike or a drift came from: the way back there is no further one. */
  origin: number | null
  /** Samples since an alarm about a value. */
  since: number
}

const latest = 1 / 32
const driftShare = 0.1
const dayMs = 86_400_000

export function autoDetector(rule: AutoRule): Detector<AutoState> {
  const { cool_down = bandDefaults.cool_down } = rule
  const common = { ...bandDefaults, ...rule }
  // A band of levels that has not seen two days takes each morning for a drift.
  const levels: BandSettings = {
    ...common,
    warm_up_ms: 2 * dayMs,
    persist_margin: 0.05,
    persist_ms: 600_000,
    clip_per_hour: 0.03,
    settle: 500,
    ration_weeks: 2,
  }
  const steps: BandSettings = { ...common, margin: 0.5, persist_ms: Number.POSITIVE_INFINITY, clip: 0.5 }
  const stuck = stuckDetector({ kind: 'stuck' })
  const arrivals = dropoutDetector({ kind: 'dropout' })

  function judge(state: AutoState, at: number, value: number, step: Exit | null): Alarm | null {
    const exit = watchBand(state.level, at, value, levels)
    const before = state.outside
    state.outside += latest * ((state.level.outside > 0 ? 1 : 0) - before)
    if (step && !exit && (state.level.episode || isWayBack(state, value))) return null
    if (!step && !exit) return null
    const kind = step || (exit?.sudden && before <= driftShare) ? 'spike' : 'drift'
    return tell(state, { kind, at, message: exit ? outsideBand(value, exit, levels) : jumped(state, value, step) })
  }

  function tell(state: AutoState, alarm: Alarm): Alarm | null {
    if (state.since <= cool_down) return null
    state.since = 0
    state.origin = state.last?.value ?? null
    return alarm
  }

  /** Nothing is known of a step over a gap, or away from a value that was stuck. */
  function stepExit(state: AutoState, at: number, value: number, wasStuck: boolean): Exit | null {
    const { last, arrivals } = state
    if (!last || wasStuck || at - last.at > 2.5 * (arrivals.period ?? Number.POSITIVE_INFINITY)) return null
    return watchBand(state.steps, at, value - last.value, steps)
  }

  /** What a source says counts; where it says nothing, the values may tell. */
  function unitChange(state: AutoState, at: number, value: number, unit: string | undefined): Alarm | 'pending' | null {
    const named = state.unit.unit
    if (unit !== undefined && unit !== named) {
      state.unit = startUnitWatch(unit)
      if (named === null) return null
      state.level = startBandWatch()
      state.steps = startBandWatch()
      return { kind: 'unit_change', at, message: say('anomaly.unit-named', { from: named, to: unit }) }
    }
    if (!isWarm(state.level, levels) || state.level.episode || state.outside > driftShare) return null
    const verdict = watchUnit(state.unit, at, value, edgesOf(state.level.band, levels))
    if (verdict.is === 'changed') {
      convertUsual({ levels: state.level.band, steps: state.steps.band }, verdict.conversion)
      const params = { value: digits(value), conversion: verdict.conversion.name }
      return { kind: 'unit_change', at, message: say('anomaly.unit-likely', params) }
    }
    if (verdict.is !== 'refuted') return verdict.is === 'pending' ? 'pending' : null
    const { suspect } = verdict
    const spans = spansOutside(suspect.value, edgesOf(state.level.band, levels))
    if (!isFar(state.level, spans, levels)) return null
    const message = say('anomaly.far', { value: digits(suspect.value), next: digits(value) })
    return tell(state, { kind: 'spike', at: suspect.at, message })
  }

  function judgeAll(state: AutoState, at: number, value: number, unit: string | undefined): Alarm | null {
    state.since += 1
    const wasStuck = state.stuck.alarm
    const stuckNow = stuck.step(state.stuck, at, value)
    const changed = unitChange(state, at, value, unit)
    if (changed === 'pending') return null
    const isBreak = changed?.kind === 'unit_change'
    const step = isBreak ? null : stepExit(state, at, value, wasStuck)
    const outlier = isBreak ? null : judge(state, at, value, step)
    state.last = { at, value }
    return changed ?? outlier ?? stuckNow
  }

  return {
    start: () => ({
      last: null,
      level: startBandWatch(),
      steps: startBandWatch(),
      stuck: stuck.start(),
      arrivals: arrivals.start(),
      unit: startUnitWatch(),
      outside: 0,
      origin: null,
      since: 1e9,
    }),
    step(state, at, value, circumstances: Circumstances = {}) {
      const arrival = arrivals.step(state.arrivals, at, value, circumstances)
      if (state.last && at <= state.last.at) return arrival
      return judgeAll(state, at, value, circumstances.unit) ?? arrival
    },
    check: (state, now) => arrivals.check?.(state.arrivals, now) ?? null,
    status: ({ level, stuck, arrivals }) =>
      phaseOf(level.seen, levels.warm_up, level.episode !== null || stuck.alarm || arrivals.silent),
  }
}

function isWayBack({ origin, last }: AutoState, value: number): boolean {
  return origin !== null && last !== null && Math.abs(value - origin) < Math.abs(last.value - origin) / 2
}

function jumped({ last }: AutoState, value: number, step: Exit | null): Message {
  const { low, high } = step?.edges ?? { low: 0, high: 0 }
  const params = { value: digits(value), from: digits(last?.value ?? value), low: digits(low), high: digits(high) }
  return say('anomaly.jump', params)
}

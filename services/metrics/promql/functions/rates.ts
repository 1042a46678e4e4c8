import { executionError } from '../errors.ts'
import type { Window } from '../evaluation/window.ts'
import { isInfinite, KahanSum } from './kahan.ts'
import type { RangeFunction } from './over-time.ts'

const nothing = Number.NaN
const first = (array: Float64Array): number => array[0] ?? nothing
const last = (array: Float64Array): number => array.at(-1) ?? nothing

/** The growth within the window, carried on to its edges where the samples come close to them. */
function extrapolated(window: Window, isCounter: boolean, isRate: boolean): number | undefined {
  const { times, values, from, to } = window
  if (values.length < 2) return undefined
  let result = last(values) - first(values) + (isCounter ? lostByResets(values) : 0)
  const sampled = (last(times) - first(times)) / 1000
  const between = sampled / (values.length - 1)
  let toStart = (first(times) - from) / 1000
  const toEnd = (to - last(times)) / 1000
  // A counter is never negative, so it cannot have begun before it was zero.
  if (isCounter && result > 0 && first(values) >= 0) {
    toStart = Math.min(toStart, sampled * (first(values) / result))
  }
  const threshold = between * 1.1
  let covered = sampled
  covered += toStart < threshold ? toStart : between / 2
  covered += toEnd < threshold ? toEnd : between / 2
  let factor = covered / sampled
  if (isRate) factor /= (to - from) / 1000
  result *= factor
  return result
}

function lostByResets(values: Float64Array): number {
  let lost = 0
  let previous = first(values)
  for (const value of values) {
    if (value < previous) lost += previous
    previous = value
  }
  return lost
}

function lastStep({ times, values }: Window, isRate: boolean): number | undefined {
  if (values.length < 2) return undefined
  const [value, previous] = [last(values), values.at(-2) ?? nothing]
  const interval = last(times) - (times.at(-2) ?? nothing)
  const change = isRate && value < previous ? value : value - previous
  return isRate ? change / (interval / 1000) : change
}

type Line = { readonly slope: number; readonly intercept: number }

/** Least squares; the intercept is the line's value at that time. */
function regression({ times, values }: Window, interceptAt: number): Line {
  const sums = { x: new KahanSum(), y: new KahanSum(), xy: new KahanSum(), xx: new KahanSum() }
  const initial = first(values)
  let constant = true
  for (const [at, value] of values.entries()) {
    if (at > 0 && value !== initial) constant = false
    const x = ((times[at] ?? nothing) - interceptAt) / 1e3
    sums.x.add(x)
    sums.y.add(value)
    sums.xy.add(x * value)
    sums.xx.add(x * x)
  }
  if (constant) return isInfinite(initial) ? { slope: nothing, intercept: nothing } : { slope: 0, intercept: initial }
  const n = values.length
  const [x, y] = [sums.x.total, sums.y.total]
  const slope = (sums.xy.total - (x * y) / n) / (sums.xx.total - (x * x) / n)
  return { slope, intercept: y / n - (slope * x) / n }
}

/** Double exponential smoothing. */
function holtWinters({ values }: Window, smoothing: number, trend: number): number | undefined {
  refuseFactor('smoothing', smoothing)
  refuseFactor('trend', trend)
  if (values.length < 2) return undefined
  let before = 0
  let smoothed = first(values)
  let slope = (values[1] ?? nothing) - first(values)
  for (const [at, value] of values.subarray(1).entries()) {
    if (at > 0) slope = trend * (smoothed - before) + (1 - trend) * slope
    const next = smoothing * value + (1 - smoothing) * (smoothed + slope)
    before = smoothed
    smoothed = next
  }
  return smoothed
}

function refuseFactor(name: string, factor: number): void {
  if (factor > 0 && factor < 1) return
  const letter = name === 'smoothing' ? 'sf' : 'tf'
  throw executionError(`invalid ${name} factor. Expected: 0 < ${letter} < 1, got: ${factor.toFixed(6)}`)
}

export const rates: Readonly<Record<string, RangeFunction>> = {
  rate: window => extrapolated(window, true, true),
  increase: window => extrapolated(window, true, false),
  delta: window => extrapolated(window, false, false),
  irate: window => lastStep(window, true),
  idelta: window => lastStep(window, false),
  deriv: window => (window.values.length < 2 ? undefined : regression(window, first(window.times)).slope),
  predict_linear: (window, [seconds = nothing], at) => {
    if (window.values.length < 2) return undefined
    const { slope, intercept } = regression(window, at)
    return slope * seconds + intercept
  },
  holt_winters: (window, [smoothing = nothing, trend = nothing]) => holtWinters(window, smoothing, trend),
}

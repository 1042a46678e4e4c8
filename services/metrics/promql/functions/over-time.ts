import type { Window } from '../evaluation/window.ts'
import { isInfinite, KahanSum, staysInfinite } from './kahan.ts'
import { quantile } from './quantile.ts'

/** A function of a range vector, for one series at one step: undefined where it has no answer. */
export type RangeFunction = (window: Window, scalars: readonly number[], at: number) => number | undefined

function average({ values }: Window): number {
  const mean = new KahanSum()
  let count = 0
  for (const value of values) {
    count += 1
    if (!staysInfinite(mean.sum, value)) mean.add(value / count - mean.sum / count)
  }
  return isInfinite(mean.sum) ? mean.sum : mean.total
}

function sum({ values }: Window): number {
  const total = new KahanSum()
  for (const value of values) total.add(value)
  return isInfinite(total.sum) ? total.sum : total.total
}

function variance({ values }: Window): number {
  const mean = new KahanSum()
  const squares = new KahanSum()
  let count = 0
  for (const value of values) {
    count += 1
    const delta = value - mean.total
    mean.add(delta / count)
    squares.add(delta * (value - mean.total))
  }
  return squares.total / count
}

function extreme({ values }: Window, isBetter: (value: number, best: number) => boolean): number {
  let best = values[0] ?? Number.NaN
  for (const value of values) if (isBetter(value, best) || Number.isNaN(best)) best = value
  return best
}

function countPairs({ values }: Window, counts: (value: number, previous: number) => boolean): number {
  let count = 0
  let previous = values[0] ?? Number.NaN
  for (const value of values.subarray(1)) {
    if (counts(value, previous)) count += 1
    previous = value
  }
  return count
}

const isChange = (value: number, previous: number) =>
  value !== previous && !(Number.isNaN(value) && Number.isNaN(previous))

export const overTime: Readonly<Record<string, RangeFunction>> = {
  avg_over_time: average,
  sum_over_time: sum,
  count_over_time: ({ values }) => values.length,
  last_over_time: ({ values }) => values.at(-1),
  max_over_time: window => extreme(window, (value, best) => value > best),
  min_over_time: window => extreme(window, (value, best) => value < best),
  present_over_time: () => 1,
  absent_over_time: () => 1,
  stddev_over_time: window => Math.sqrt(variance(window)),
  stdvar_over_time: variance,
  quantile_over_time: ({ values }, [q = Number.NaN]) => quantile(q, [...values]),
  changes: window => countPairs(window, isChange),
  resets: window => countPairs(window, (value, previous) => value < previous),
}

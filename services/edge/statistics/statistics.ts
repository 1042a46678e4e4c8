import type { MetricStatistics } from '../../../contracts/edge/devices.ts'

/** What was measured of one thing in one unit. */
export type Values = {
  readonly values: readonly number[]
  readonly last: number | null
  readonly last_at: number | null
}

export type Summary = Pick<MetricStatistics, 'average' | 'max' | 'min' | 'p95' | 'count'>

/** The 95th percentile is a value that was measured: the least that is not below 95 of a hundred. */
export function summaryOf(values: readonly number[]): Summary {
  if (values.length === 0) return { average: null, max: null, min: null, p95: null, count: 0 }
  const sorted = Float64Array.from(values).sort()
  const sum = sorted.reduce((total, value) => total + value, 0)
  return {
    average: sum / sorted.length,
    max: sorted.at(-1) ?? null,
    min: sorted[0] ?? null,
    p95: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? null,
    count: sorted.length,
  }
}

import { executionError } from '../errors.ts'
import { emptyMetric, type Metric } from './metric.ts'

/** The times at which an expression is evaluated; an instant is one step. */
export type Steps = { readonly start: number; readonly end: number; readonly interval: number }

export const countOf = ({ start, end, interval }: Steps): number =>
  end < start ? 0 : Math.floor((end - start) / interval) + 1

/** What an expression gives at each step, undefined where it gives nothing. */
export type StepSeries = { readonly metric: Metric; readonly values: readonly (number | undefined)[] }

export type Sample = { readonly metric: Metric; readonly value: number }
/** What it gives at one step. */
export type Vector = readonly Sample[]

/** A series as samples of their own times. */
export type RawSeries = { readonly metric: Metric; readonly times: Float64Array; readonly values: Float64Array }

export const scalarSeries = (values: readonly number[]): readonly StepSeries[] => [{ metric: emptyMetric, values }]

export const vectorAt = (series: readonly StepSeries[], step: number): Vector =>
  series.flatMap(({ metric, values }) => {
    const value = values[step]
    return value === undefined ? [] : [{ metric, value }]
  })

export const scalarAt = (series: readonly StepSeries[] | undefined, step: number): number =>
  series?.[0]?.values[step] ?? Number.NaN

export function refuseSameLabels(series: readonly { readonly metric: Metric }[]): void {
  const keys = new Set(series.map(({ metric }) => metric.key))
  if (keys.size < series.length) throw executionError('vector cannot contain metrics with the same labelset')
}

/** Vectors of one step after the other, as series; the order of a single step is kept. */
export class SeriesBuilder {
  readonly #count: number
  readonly #series = new Map<string, { metric: Metric; values: (number | undefined)[] }>()

  constructor(count: number) {
    this.#count = count
  }

  add(step: number, vector: Vector): void {
    refuseSameLabels(vector)
    for (const { metric, value } of vector) {
      const known = this.#series.get(metric.key)
      const series = known ?? { metric, values: new Array<number | undefined>(this.#count).fill(undefined) }
      if (!known) this.#series.set(metric.key, series)
      series.values[step] = value
    }
  }

  series(): readonly StepSeries[] {
    return [...this.#series.values()]
  }
}

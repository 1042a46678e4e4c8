import { PromqlError, parseError } from './errors.ts'
import { Evaluation } from './evaluation/evaluation.ts'
import { load, type SelectSeries, timeOf } from './evaluation/load.ts'
import { compareMetrics, type Metric } from './evaluation/metric.ts'
import { rawSeriesOf } from './evaluation/range-call.ts'
import { countOf, type RawSeries, refuseSameLabels, type Steps, scalarAt, vectorAt } from './evaluation/series.ts'
import { WindowReader } from './evaluation/window.ts'
import { type Expr, type RangeExpr, withoutParens } from './syntax/ast.ts'
import { nameOfType, typeOf } from './syntax/check.ts'
import { parse } from './syntax/parse.ts'

type Labels = Metric['labels']
export type Point = readonly [time_ms: number, value: number]
export type MatrixResult = {
  readonly type: 'matrix'
  readonly result: readonly { readonly metric: Labels; readonly values: readonly Point[] }[]
}
export type PromqlResult =
  | MatrixResult
  | { readonly type: 'vector'; readonly result: readonly { readonly metric: Labels; readonly value: Point }[] }
  | { readonly type: 'scalar'; readonly result: Point }
  | { readonly type: 'string'; readonly result: readonly [time_ms: number, text: string] }

export type PromqlOptions = {
  readonly select: SelectSeries
  /** Whether the query has taken longer than it may. */
  readonly isLate: () => boolean
  /** Samples that it may read, and values that it may make on its way. */
  readonly mostSamples: number
}

/** As many as Prometheus gives for one series. */
export const mostSteps = 11_000

/** What an expression gives at one time, in milliseconds. */
export async function instantQuery(text: string, at: number, options: PromqlOptions): Promise<PromqlResult> {
  const expr = parse(text)
  const inner = withoutParens(expr)
  if (inner.kind === 'string') return { type: 'string', result: [at, inner.value] }
  const steps: Steps = { start: at, end: at, interval: 1 }
  const evaluation = await prepared(expr, steps, options)
  if (inner.kind === 'matrix-selector' || inner.kind === 'subquery') {
    const series = rangeAt(evaluation, inner, steps)
    return matrix(series.map(({ metric, times, values }) => ({ metric, points: pointsOf(times, values) })))
  }
  const series = evaluation.eval(expr, steps)
  if (typeOf(expr) === 'scalar') return { type: 'scalar', result: [at, scalarAt(series, 0)] }
  refuseSameLabels(series)
  const vector = vectorAt(series, 0).map(({ metric, value }) => ({
    metric: metric.labels,
    value: [at, value] as const,
  }))
  return { type: 'vector', result: vector }
}

/** What an expression gives at each step from `start` to `end`. */
export async function rangeQuery(text: string, steps: Steps, options: PromqlOptions): Promise<MatrixResult> {
  const expr = parse(text)
  const type = typeOf(expr)
  if (type !== 'scalar' && type !== 'vector') {
    throw parseError(`invalid expression type "${nameOfType(type)}" for range query, must be Scalar or instant Vector`)
  }
  refuseSteps(steps)
  const series = (await prepared(expr, steps, options)).eval(expr, steps)
  refuseSameLabels(series)
  return matrix(
    series.map(({ metric, values }) => ({
      metric,
      points: values.flatMap((value, step) =>
        value === undefined ? [] : [[steps.start + step * steps.interval, value] as const],
      ),
    })),
  )
}

function rangeAt(evaluation: Evaluation, range: RangeExpr, steps: Steps): readonly RawSeries[] {
  const to = (timeOf(range, steps) ?? steps.start) - range.offset
  return rawSeriesOf(evaluation, range, steps).flatMap(raw => {
    const window = new WindowReader(raw).read(to - range.range, to)
    return window ? [{ ...window, metric: raw.metric }] : []
  })
}

function refuseSteps(steps: Steps): void {
  if (!(steps.interval > 0)) {
    throw parseError('zero or negative query resolution step widths are not accepted. Try a positive integer')
  }
  if (steps.end < steps.start) throw parseError('end timestamp must not be before start time')
  if (countOf(steps) - 1 > mostSteps) {
    throw parseError(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
    )
  }
}

async function prepared(expr: Expr, steps: Steps, options: PromqlOptions): Promise<Evaluation> {
  const { select, mostSamples, isLate } = options
  const loaded = await load(expr, steps, select, mostSamples)
  if (isLate()) throw new PromqlError('timeout', 'query timed out in query execution')
  return new Evaluation(steps, loaded, { samples: mostSamples, isLate })
}

const pointsOf = (times: Float64Array, values: Float64Array): readonly Point[] =>
  Array.from(times, (time, at) => [time, values[at] ?? Number.NaN] as const)

function matrix(series: readonly { readonly metric: Metric; readonly points: readonly Point[] }[]): MatrixResult {
  const sorted = [...series].sort((a, b) => compareMetrics(a.metric, b.metric))
  return { type: 'matrix', result: sorted.map(({ metric, points }) => ({ metric: metric.labels, values: points })) }
}

import { PromqlError, type PromqlErrorType, parseError } from './errors.ts'
import { Evaluation } from './evaluation/evaluation.ts'
import { selectorsIn, timeOf } from './evaluation/load.ts'
import { compareMetrics, type Metric } from './evaluation/metric.ts'
import { rawSeriesOf } from './evaluation/range-call.ts'
import {
  countOf,
  type RawSeries,
  refuseSameLabels,
  type StepSeries,
  type Steps,
  scalarAt,
  vectorAt,
} from './evaluation/series.ts'
import { WindowReader } from './evaluation/window.ts'
import { type Expr, type RangeExpr, withoutParens } from './syntax/ast.ts'
import { nameOfType, typeOf } from './syntax/check.ts'
import { parse } from './syntax/parse.ts'

type Labels = Metric['labels']
export type Point = readonly [time_ms: number, value: number]
export type PromqlResult =
  | {
      readonly type: 'matrix'
      readonly result: readonly { readonly metric: Labels; readonly values: readonly Point[] }[]
    }
  | { readonly type: 'vector'; readonly result: readonly { readonly metric: Labels; readonly value: Point }[] }
  | { readonly type: 'scalar'; readonly result: Point }
  | { readonly type: 'string'; readonly result: readonly [time_ms: number, text: string] }

/** An instant query has one step. */
export type PromqlQuery = { readonly text: string; readonly steps: Steps; readonly isInstant: boolean }

/** To a thread: a query with the series of each of its selectors, in their order. */
export type Order = {
  readonly query: PromqlQuery
  readonly loaded: readonly (readonly RawSeries[])[]
  readonly mostSamples: number
}
export type Answer = {
  readonly result?: PromqlResult
  readonly failure?: { readonly type: PromqlErrorType; readonly message: string }
}

/** As many as Prometheus gives for one series. */
export const mostSteps = 11_000

/** The expression of a query that may be asked. */
export function readQuery({ text, steps, isInstant }: PromqlQuery): Expr {
  const expr = parse(text)
  if (isInstant) return expr
  const type = typeOf(expr)
  if (type !== 'scalar' && type !== 'vector') {
    throw parseError(`invalid expression type "${nameOfType(type)}" for range query, must be Scalar or instant Vector`)
  }
  refuseSteps(steps)
  return expr
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

export function evaluateQuery(query: PromqlQuery, loaded: Order['loaded'], mostSamples: number): PromqlResult {
  const { steps, isInstant } = query
  const expr = readQuery(query)
  const selectors = selectorsIn(expr)
  const ofSelector = new Map(selectors.map((selector, at) => [selector, loaded[at] ?? []]))
  const evaluation = new Evaluation(steps, ofSelector, mostSamples)
  return isInstant ? atOneTime(evaluation, expr, steps) : matrix(evaluation.eval(expr, steps).map(overTime(steps)))
}

function atOneTime(evaluation: Evaluation, expr: Expr, steps: Steps): PromqlResult {
  const at = steps.start
  const inner = withoutParens(expr)
  if (inner.kind === 'string') return { type: 'string', result: [at, inner.value] }
  if (inner.kind === 'matrix-selector' || inner.kind === 'subquery') return matrix(rangeAt(evaluation, inner, steps))
  const series = evaluation.eval(expr, steps)
  if (typeOf(expr) === 'scalar') return { type: 'scalar', result: [at, scalarAt(series, 0)] }
  refuseSameLabels(series)
  const vector = vectorAt(series, 0).map(({ metric, value }) => ({
    metric: metric.labels,
    value: [at, value] as const,
  }))
  return { type: 'vector', result: vector }
}

type PointSeries = { readonly metric: Metric; readonly points: readonly Point[] }

function rangeAt(evaluation: Evaluation, range: RangeExpr, steps: Steps): readonly PointSeries[] {
  const to = (timeOf(range, steps) ?? steps.start) - range.offset
  return rawSeriesOf(evaluation, range, steps).flatMap(raw => {
    const window = new WindowReader(raw).read(to - range.range, to)
    if (!window) return []
    const points = Array.from(window.times, (time, at) => [time, window.values[at] ?? Number.NaN] as const)
    return [{ metric: raw.metric, points }]
  })
}

const overTime =
  ({ start, interval }: Steps) =>
  ({ metric, values }: StepSeries): PointSeries => ({
    metric,
    points: values.flatMap((value, step) => (value === undefined ? [] : [[start + step * interval, value] as const])),
  })

function matrix(series: readonly PointSeries[]): PromqlResult {
  refuseSameLabels(series)
  const sorted = [...series].sort((a, b) => compareMetrics(a.metric, b.metric))
  return { type: 'matrix', result: sorted.map(({ metric, points }) => ({ metric: metric.labels, values: points })) }
}

/** For a thread, which tells what went wrong as a value. */
export function evaluateOrder({ query, loaded, mostSamples }: Order): Answer {
  try {
    return { result: evaluateQuery(query, loaded, mostSamples) }
  } catch (thrown) {
    if (!(thrown instanceof PromqlError)) throw thrown
    return { failure: { type: thrown.type, message: thrown.message } }
  }
}

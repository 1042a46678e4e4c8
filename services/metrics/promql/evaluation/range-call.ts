import type { Matcher } from '../../../../kit/telemetry/series/matcher.ts'
import { overTime, type RangeFunction } from '../functions/over-time.ts'
import { rates } from '../functions/rates.ts'
import { type Call, type Expr, type RangeExpr, withoutParens } from '../syntax/ast.ts'
import { subquerySteps, timeOf } from './load.ts'
import { emptyMetric, type Metric, metricOf, nameLabel, withoutName } from './metric.ts'
import { countOf, type RawSeries, refuseSameLabels, type StepSeries, type Steps, scalarAt } from './series.ts'
import { WindowReader } from './window.ts'

/** What a range is evaluated by; the class that does it needs this file. */
export type Evaluator = {
  readonly query: Steps
  readonly loaded: ReadonlyMap<Expr, readonly RawSeries[]>
  spend(values: number): void
  eval(expr: Expr, steps: Steps): readonly StepSeries[]
}

const rangeFunctions: Readonly<Record<string, RangeFunction>> = { ...overTime, ...rates }

const isRange = (expr: Expr): expr is RangeExpr => expr.kind === 'matrix-selector' || expr.kind === 'subquery'

export const rangeArgument = ({ args }: Call): RangeExpr | undefined => args.map(withoutParens).find(isRange)

export function callOverRange(
  evaluator: Evaluator,
  { name, args }: Call,
  range: RangeExpr,
  steps: Steps,
): readonly StepSeries[] {
  const of = rangeFunctions[name]
  if (!of) throw new Error(`${name} is in the signatures and not in the functions`)
  const scalars = args.filter(arg => !isRange(withoutParens(arg))).map(arg => evaluator.eval(arg, steps))
  const series = rawSeriesOf(evaluator, range, steps).flatMap(raw => {
    const values = overSteps(evaluator, raw, { range, steps, scalars, of })
    const metric = name === 'last_over_time' ? raw.metric : withoutName(raw.metric)
    return values.some(value => value !== undefined) ? [{ metric, values }] : []
  })
  if (name === 'absent_over_time') return absentOverTime(series, range, steps)
  refuseSameLabels(series)
  return series
}

/** The samples of a range vector with their own times, for a query that asks for nothing else. */
export function rawSeriesOf(evaluator: Evaluator, range: RangeExpr, steps: Steps): readonly RawSeries[] {
  if (range.kind === 'matrix-selector') return (evaluator.loaded.get(range) ?? []).map(withoutStaleMarkers)
  const inner = subquerySteps(range, steps, evaluator.query)
  return evaluator.eval(range.expr, inner).map(series => onItsTimes(series, inner))
}

function withoutStaleMarkers({ metric, times, values }: RawSeries): RawSeries {
  if (!values.some(Number.isNaN)) return { metric, times, values }
  const isSample = (_: number, at: number) => !Number.isNaN(values[at])
  return { metric, times: times.filter(isSample), values: values.filter(isSample) }
}

function onItsTimes({ metric, values }: StepSeries, { start, interval }: Steps): RawSeries {
  const samples = values.flatMap((value, step) =>
    value === undefined ? [] : [[start + step * interval, value] as const],
  )
  return {
    metric,
    times: Float64Array.from(samples, ([time]) => time),
    values: Float64Array.from(samples, ([, value]) => value),
  }
}

type OverSteps = {
  readonly range: RangeExpr
  readonly steps: Steps
  readonly scalars: readonly (readonly StepSeries[])[]
  readonly of: RangeFunction
}

function overSteps(
  evaluator: Evaluator,
  raw: RawSeries,
  { range, steps, scalars, of }: OverSteps,
): readonly (number | undefined)[] {
  const fixed = timeOf(range, evaluator.query)
  const reader = new WindowReader(raw)
  return Array.from({ length: countOf(steps) }, (_, step) => {
    const at = steps.start + step * steps.interval
    const to = (fixed ?? at) - range.offset
    const window = reader.read(to - range.range, to)
    evaluator.spend(1 + (window?.values.length ?? 0) / 100)
    const given = scalars.map(scalar => scalarAt(scalar, step))
    return window ? of(window, given, at) : undefined
  })
}

function absentOverTime(series: readonly StepSeries[], range: RangeExpr, steps: Steps): readonly StepSeries[] {
  const values = Array.from({ length: countOf(steps) }, (_, step) =>
    series.some(one => one.values[step] !== undefined) ? undefined : 1,
  )
  return values.includes(1) ? [{ metric: absentMetric(range), values }] : []
}

/** What can be said of a series that is not there: the labels that its selector names exactly, once. */
export function absentMetric(expr: Expr | undefined): Metric {
  if (expr?.kind !== 'vector-selector' && expr?.kind !== 'matrix-selector') return emptyMetric
  const named = expr.matchers.filter(({ label }) => label !== nameLabel)
  const isOnce = ({ label }: Matcher) => named.filter(other => other.label === label).length === 1
  const exact = named.filter(matcher => matcher.is === '=' && isOnce(matcher))
  return metricOf(Object.fromEntries(exact.map(({ label, value }) => [label, value])))
}

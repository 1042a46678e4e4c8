import type { Matcher } from '../../../../kit/telemetry/series/matcher.ts'
import type { Labels } from '../../../../kit/telemetry/series/sample.ts'
import { tooManySamples } from '../errors.ts'
import type { Expr, Selector, Shift } from '../syntax/ast.ts'
import { compareMetrics, metricOf } from './metric.ts'
import type { RawSeries, Steps } from './series.ts'

export type SelectedSeries = {
  /** With `__name__`. */
  readonly labels: Labels
  /** Milliseconds, ascending. */
  readonly times: ArrayLike<number>
  /** NaN ends the series there (a stale marker). */
  readonly values: ArrayLike<number>
}

export type SelectSeries = (
  matchers: readonly Matcher[],
  from: number,
  to: number,
) => Promise<readonly SelectedSeries[]>

export type Loaded = ReadonlyMap<Selector, readonly RawSeries[]>

/** How long a sample counts after its time, where no other and no stale marker follows. */
export const lookback = 5 * 60_000
export const defaultSubqueryStep = 60_000

/** The outermost steps, to which `start()` and `end()` refer wherever they stand. */
export const timeOf = ({ at }: Shift, query: Steps): number | null =>
  at === 'start' ? query.start : at === 'end' ? query.end : at

/** The steps of what a subquery asks: multiples of its interval, whatever the steps around it are. */
export function subquerySteps(
  subquery: Shift & { readonly range: number; readonly step: number | null },
  steps: Steps,
  query: Steps,
): Steps {
  const { start, end } = shifted(subquery, steps, query)
  const interval = subquery.step ?? defaultSubqueryStep
  const from = start - subquery.range
  const aligned = interval * Math.trunc(from / interval)
  return { start: aligned < from ? aligned + interval : aligned, end, interval }
}

function shifted(shift: Shift, { start, end }: Steps, query: Steps): { readonly start: number; readonly end: number } {
  const at = timeOf(shift, query)
  return { start: (at ?? start) - shift.offset, end: (at ?? end) - shift.offset }
}

type Wanted = { readonly selector: Selector; readonly from: number; readonly to: number }

function wanted(expr: Expr, steps: Steps, query: Steps): readonly Wanted[] {
  const within = (...parts: readonly (Expr | null)[]) => parts.flatMap(part => (part ? wanted(part, steps, query) : []))
  switch (expr.kind) {
    case 'vector-selector':
    case 'matrix-selector': {
      const { start, end } = shifted(expr, steps, query)
      const before = expr.kind === 'matrix-selector' ? expr.range : lookback
      return [{ selector: expr, from: start - before, to: end }]
    }
    case 'subquery':
      return wanted(expr.expr, subquerySteps(expr, steps, query), query)
    case 'call':
      return within(...expr.args)
    case 'aggregate':
      return within(expr.param, expr.expr)
    case 'binary':
      return within(expr.left, expr.right)
    case 'unary':
    case 'paren':
      return within(expr.expr)
    default:
      return []
  }
}

/** In the order in which they are read. */
export const selectorsIn = (expr: Expr): readonly Selector[] =>
  wanted(expr, anyStep, anyStep).map(({ selector }) => selector)

const anyStep: Steps = { start: 0, end: 0, interval: 1 }

/** Reads what each selector of an expression asks for; more samples than `mostSamples` are refused. */
export async function load(
  expr: Expr,
  query: Steps,
  select: SelectSeries,
  mostSamples: number,
): Promise<readonly (readonly RawSeries[])[]> {
  const loaded: (readonly RawSeries[])[] = []
  let samples = 0
  for (const { selector, from, to } of wanted(expr, query, query)) {
    const found = await select(selector.matchers, from, to)
    samples += found.reduce((sum, { times }) => sum + times.length, 0)
    if (samples > mostSamples) throw tooManySamples()
    loaded.push(found.map(rawSeries).sort((a, b) => compareMetrics(a.metric, b.metric)))
  }
  return loaded
}

const rawSeries = ({ labels, times, values }: SelectedSeries): RawSeries => ({
  metric: metricOf(labels),
  times: Float64Array.from(times),
  values: Float64Array.from(values),
})

import { tooManySamples } from '../errors.ts'
import { type StepArgs, vectorFunctions } from '../functions/vectors.ts'
import { type Aggregate, type Binary, type Call, type Expr, type VectorSelector, withoutParens } from '../syntax/ast.ts'
import { setOperators, typeOf } from '../syntax/check.ts'
import { Aggregation } from './aggregate.ts'
import { apply, Signatures, setOperation, vectorWithScalar, vectorWithVector } from './binary.ts'
import { type Loaded, lookback, timeOf } from './load.ts'
import { type Metric, withoutName } from './metric.ts'
import { absentMetric, callOverRange, rangeArgument } from './range-call.ts'
import {
  countOf,
  type RawSeries,
  refuseSameLabels,
  SeriesBuilder,
  type StepSeries,
  type Steps,
  scalarAt,
  scalarSeries,
  type Vector,
  vectorAt,
} from './series.ts'

/** One query over the samples that were loaded for it. */
export class Evaluation {
  readonly query: Steps
  readonly loaded: Loaded
  readonly #mostValues: number
  #made = 0

  constructor(query: Steps, loaded: Loaded, mostValues: number) {
    this.query = query
    this.loaded = loaded
    this.#mostValues = mostValues
  }

  /** Called for each series and each step with the values it makes: where a query that is too large ends. */
  spend(values: number): void {
    this.#made += values
    if (this.#made > this.#mostValues) throw tooManySamples()
  }

  eval(expr: Expr, steps: Steps): readonly StepSeries[] {
    switch (expr.kind) {
      case 'number':
        this.spend(countOf(steps))
        return scalarSeries(new Array<number>(countOf(steps)).fill(expr.value))
      case 'vector-selector':
        return this.#select(expr, steps, value => value)
      case 'call':
        return this.#call(expr, steps)
      case 'aggregate':
        return this.#aggregate(expr, steps)
      case 'binary':
        return this.#binary(expr, steps)
      case 'unary':
        return expr.op === '-' ? negated(this.eval(expr.expr, steps)) : this.eval(expr.expr, steps)
      case 'paren':
        return this.eval(expr.expr, steps)
      default:
        throw new Error(`a ${expr.kind} has no value at each step`)
    }
  }

  /** The last sample of each series at each step, unless it is too old or a stale marker. */
  #select(
    selector: VectorSelector,
    steps: Steps,
    take: (value: number, time: number) => number,
  ): readonly StepSeries[] {
    const at = timeOf(selector, this.query)
    const selected: StepSeries[] = []
    for (const series of this.loaded.get(selector) ?? []) {
      const values = lastValues(series, { ...steps, at, offset: selector.offset, take })
      this.spend(values.length)
      if (values.some(value => value !== undefined)) selected.push({ metric: series.metric, values })
    }
    return selected
  }

  #byStep(steps: Steps, args: readonly (readonly StepSeries[])[], of: (args: StepArgs) => Vector) {
    const count = countOf(steps)
    const builder = new SeriesBuilder(count)
    for (let step = 0; step < count; step++) {
      const vectors = args.map(series => vectorAt(series, step))
      const vector = of({ vectors, texts: [], at: steps.start + step * steps.interval })
      this.spend(vector.length + 1)
      builder.add(step, vector)
    }
    return builder.series()
  }

  #call(call: Call, steps: Steps): readonly StepSeries[] {
    const range = rangeArgument(call)
    if (range) return callOverRange(this, call, range, steps)
    const args = call.args.map(withoutParens)
    const [first] = args
    if (call.name === 'timestamp' && first?.kind === 'vector-selector') {
      return named(this.#select(first, steps, (_, time) => time / 1000))
    }
    const texts = args.flatMap(arg => (arg.kind === 'string' ? [arg.value] : []))
    const series = args.filter(arg => arg.kind !== 'string').map(arg => this.eval(arg, steps))
    if (call.name === 'absent') return this.#absent(series[0] ?? [], absentMetric(first), steps)
    const of = vectorFunctions[call.name]
    if (!of) throw new Error(`${call.name} is in the signatures and not in the functions`)
    return this.#byStep(steps, series, given => of({ ...given, texts }))
  }

  #absent(series: readonly StepSeries[], metric: Metric, steps: Steps): readonly StepSeries[] {
    return this.#byStep(steps, [series], ({ vectors }) => (vectors[0]?.length === 0 ? [{ metric, value: 1 }] : []))
  }

  #aggregate(aggregate: Aggregate, steps: Steps): readonly StepSeries[] {
    const param = aggregate.param ? withoutParens(aggregate.param) : null
    const text = param?.kind === 'string' ? param.value : ''
    const params = param && param.kind !== 'string' ? this.eval(param, steps) : []
    const aggregation = new Aggregation(aggregate)
    return this.#byStep(steps, [params, this.eval(aggregate.expr, steps)], ({ vectors: [given, vector = []] }) =>
      aggregation.of(vector, given?.[0]?.value ?? Number.NaN, text),
    )
  }

  #binary(binary: Binary, steps: Steps): readonly StepSeries[] {
    const [left, right] = [this.eval(binary.left, steps), this.eval(binary.right, steps)]
    const types = `${typeOf(binary.left)} ${typeOf(binary.right)}`
    if (types === 'scalar scalar') {
      const values = Array.from({ length: countOf(steps) }, (_, step) =>
        apply(binary.op, scalarAt(left, step), scalarAt(right, step)),
      )
      return scalarSeries(values)
    }
    const signatures = new Signatures(binary.matching)
    const isSet = setOperators.has(binary.op)
    return this.#byStep(steps, [left, right], ({ vectors: [first = [], second = []] }) => {
      if (types === 'vector scalar') return vectorWithScalar(binary, first, second[0]?.value ?? Number.NaN, false)
      if (types === 'scalar vector') return vectorWithScalar(binary, second, first[0]?.value ?? Number.NaN, true)
      return isSet
        ? setOperation(binary.op, first, second, signatures)
        : vectorWithVector(binary, first, second, signatures)
    })
  }
}

function negated(series: readonly StepSeries[]): readonly StepSeries[] {
  const values = (given: StepSeries) => given.values.map(value => (value === undefined ? undefined : -value))
  return named(series.map(one => ({ metric: one.metric, values: values(one) })))
}

/** Under another name than that of the samples, which makes several series one if nothing else tells them apart. */
function named(series: readonly StepSeries[]): readonly StepSeries[] {
  const renamed = series.map(({ metric, values }) => ({ metric: withoutName(metric), values }))
  refuseSameLabels(renamed)
  return renamed
}

type Reading = Steps & {
  readonly at: number | null
  readonly offset: number
  readonly take: (value: number, time: number) => number
}

function lastValues({ times, values }: RawSeries, reading: Reading): readonly (number | undefined)[] {
  const { start, interval, at, offset, take } = reading
  let next = 0
  return Array.from({ length: countOf(reading) }, (_, step) => {
    const reference = (at ?? start + step * interval) - offset
    while (next < times.length && (times[next] ?? 0) <= reference) next += 1
    const time = times[next - 1]
    const value = values[next - 1]
    if (time === undefined || value === undefined || time < reference - lookback || Number.isNaN(value))
      return undefined
    return take(value, time)
  })
}

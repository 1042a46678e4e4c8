import { executionError } from '../errors.ts'
import { plainNumber } from '../functions/go-number.ts'
import { staysInfinite } from '../functions/kahan.ts'
import { ascending, quantile } from '../functions/quantile.ts'
import type { Aggregate } from '../syntax/ast.ts'
import { keep, type Metric, metricOf } from './metric.ts'
import type { Sample, Vector } from './series.ts'
import { TopSamples } from './top-samples.ts'

type Group = { readonly metric: Metric; readonly samples: Sample[] }

const valuesOf = ({ samples }: Group): readonly number[] => samples.map(({ value }) => value)

function average(values: readonly number[]): number {
  let mean = values[0] ?? Number.NaN
  for (const [at, value] of values.entries()) {
    if (at > 0 && !staysInfinite(mean, value)) mean += value / (at + 1) - mean / (at + 1)
  }
  return mean
}

function variance(values: readonly number[]): number {
  let mean = values[0] ?? Number.NaN
  let squares = 0
  for (const [at, value] of values.entries()) {
    if (at === 0) continue
    const delta = value - mean
    mean += delta / (at + 1)
    squares += delta * (value - mean)
  }
  return squares / values.length
}

const extreme = (values: readonly number[], isBetter: (value: number, best: number) => boolean): number =>
  values.reduce((best, value) => (isBetter(value, best) || Number.isNaN(best) ? value : best))

const ofGroup: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: values => values.reduce((sum, value) => sum + value),
  avg: average,
  min: values => extreme(values, (value, best) => best > value),
  max: values => extreme(values, (value, best) => best < value),
  count: values => values.length,
  count_values: values => values.length,
  group: () => 1,
  stddev: values => Math.sqrt(variance(values)),
  stdvar: variance,
}

/** Groups the samples of one step and makes one of each group (or the largest few, for `topk` and `bottomk`). */
export class Aggregation {
  readonly #aggregate: Aggregate
  readonly #metrics = new WeakMap<Metric, Metric>()

  constructor(aggregate: Aggregate) {
    this.#aggregate = aggregate
  }

  of(vector: Vector, param: number, text: string): Vector {
    const { op } = this.#aggregate
    if (op === 'topk' || op === 'bottomk') return this.#top(vector, param, op === 'topk')
    const groups = op === 'count_values' ? this.#byValue(vector, text) : this.#groups(vector)
    const value = op === 'quantile' ? (values: readonly number[]) => quantile(param, values) : ofGroup[op]
    if (!value) throw executionError(`unknown aggregation "${op}"`)
    return groups.map(group => ({ metric: group.metric, value: value(valuesOf(group)) }))
  }

  #groups(vector: Vector): readonly Group[] {
    return groupsOf(vector, metric => this.#metricOf(metric))
  }

  #metricOf(metric: Metric): Metric {
    const known = this.#metrics.get(metric)
    if (known) return known
    const made = keep(metric, this.#aggregate.labels, this.#aggregate.without)
    this.#metrics.set(metric, made)
    return made
  }

  #byValue(vector: Vector, label: string): readonly Group[] {
    if (!/^[a-zA-Z_]\w*$/.test(label)) throw executionError(`invalid label name ${JSON.stringify(label)}`)
    const { labels, without } = this.#aggregate
    const valued = vector.map(({ metric, value }) => ({
      metric: metricOf({ ...metric.labels, [label]: plainNumber(value) }),
      value,
    }))
    return groupsOf(valued, metric => keep(metric, without ? labels : [...labels, label], without))
  }

  #top(vector: Vector, param: number, largest: boolean): Vector {
    if (!(Math.abs(param) <= 2 ** 63)) throw executionError(`Scalar value ${plainNumber(param)} overflows int64`)
    const count = Math.trunc(param)
    if (count < 1) return []
    const isLess = (a: Sample, b: Sample): boolean => {
      if (Number.isNaN(a.value)) return true
      return largest ? a.value < b.value : a.value > b.value
    }
    const sign = largest ? 1 : -1
    return this.#groups(vector).flatMap(({ samples }) => {
      const top = new TopSamples(count, isLess)
      for (const sample of samples) top.add(sample)
      return top.samples().sort(({ value: a }, { value: b }) => {
        if (Number.isNaN(a) || Number.isNaN(b)) return -ascending(a, b)
        return a === b ? 0 : sign * (b - a)
      })
    })
  }
}

function groupsOf(vector: Vector, metricOfGroup: (metric: Metric) => Metric): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const sample of vector) {
    const metric = metricOfGroup(sample.metric)
    const group = groups.get(metric.key)
    if (group) group.samples.push(sample)
    else groups.set(metric.key, { metric, samples: [sample] })
  }
  return [...groups.values()]
}

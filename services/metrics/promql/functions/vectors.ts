import { emptyMetric, withoutName } from '../evaluation/metric.ts'
import type { Sample, Vector } from '../evaluation/series.ts'
import { histogramQuantile } from './histogram-quantile.ts'
import { labelJoin, labelReplace } from './labels.ts'
import { dates, maths, round } from './maths.ts'
import { ascending } from './quantile.ts'

/** The arguments of a call at one step; a scalar is a vector of one sample, a text stands in `texts`. */
export type StepArgs = { readonly vectors: readonly Vector[]; readonly texts: readonly string[]; readonly at: number }
export type VectorFunction = (args: StepArgs) => Vector

const scalar = ({ vectors }: StepArgs, at: number): number => vectors[at]?.[0]?.value ?? Number.NaN

const one = (value: number): Vector => [{ metric: emptyMetric, value }]

function each(vector: Vector | undefined, change: (value: number) => number): Vector {
  return (vector ?? []).map(({ metric, value }) => ({ metric: withoutName(metric), value: change(value) }))
}

const ofValue =
  (change: (value: number) => number): VectorFunction =>
  ({ vectors }) =>
    each(vectors[0], change)

const ofDate =
  (change: (seconds: number) => number): VectorFunction =>
  ({ vectors, at }) =>
    vectors.length === 0 ? one(change(Math.trunc(at / 1000))) : each(vectors[0], change)

const mapped = (
  functions: Readonly<Record<string, (value: number) => number>>,
  wrap: (change: (value: number) => number) => VectorFunction,
): Readonly<Record<string, VectorFunction>> =>
  Object.fromEntries(Object.entries(functions).map(([name, change]) => [name, wrap(change)]))

/** NaN stands at the end in either order. */
const sorted = (vector: Vector | undefined, sign: 1 | -1): Vector =>
  [...(vector ?? [])].sort((a, b) => byValue(a, b, sign))

function byValue({ value: a }: Sample, { value: b }: Sample, sign: 1 | -1): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return -ascending(a, b)
  return a === b ? 0 : sign * (a - b)
}

export const vectorFunctions: Readonly<Record<string, VectorFunction>> = {
  ...mapped(maths, ofValue),
  ...mapped(dates, ofDate),
  pi: () => one(Math.PI),
  time: ({ at }) => one(at / 1000),
  timestamp: ({ vectors, at }) => each(vectors[0], () => at / 1000),
  vector: args => one(scalar(args, 0)),
  scalar: ({ vectors }) => one(vectors[0]?.length === 1 ? (vectors[0][0]?.value ?? Number.NaN) : Number.NaN),
  sort: ({ vectors }) => sorted(vectors[0], 1),
  sort_desc: ({ vectors }) => sorted(vectors[0], -1),
  clamp: args => {
    const [least, most] = [scalar(args, 1), scalar(args, 2)]
    return most < least ? [] : each(args.vectors[0], value => Math.max(least, Math.min(most, value)))
  },
  clamp_min: args => each(args.vectors[0], value => Math.max(scalar(args, 1), value)),
  clamp_max: args => each(args.vectors[0], value => Math.min(scalar(args, 1), value)),
  round: args => each(args.vectors[0], value => round(value, args.vectors.length > 1 ? scalar(args, 1) : 1)),
  histogram_quantile: args => histogramQuantile(scalar(args, 0), args.vectors[1] ?? []),
  label_replace: ({ vectors, texts }) => labelReplace(vectors[0] ?? [], texts),
  label_join: ({ vectors, texts }) => labelJoin(vectors[0] ?? [], texts),
}

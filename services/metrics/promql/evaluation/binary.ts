import { executionError } from '../errors.ts'
import type { Binary, Matching } from '../syntax/ast.ts'
import { comparisons } from '../syntax/check.ts'
import { keep, type Metric, metricOf, textOf, withoutName } from './metric.ts'
import type { Sample, Vector } from './series.ts'

export const operators: Readonly<Record<string, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '^': power,
  atan2: Math.atan2,
  '==': (left, right) => Number(left === right),
  '!=': (left, right) => Number(left !== right),
  '>': (left, right) => Number(left > right),
  '<': (left, right) => Number(left < right),
  '>=': (left, right) => Number(left >= right),
  '<=': (left, right) => Number(left <= right),
}

/** Other than in JavaScript, one to the power of anything is one, and so is minus one to the power of an infinity. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Number.POSITIVE_INFINITY)) return 1
  return base ** exponent
}

export const apply = (op: string, left: number, right: number): number => operators[op]?.(left, right) ?? Number.NaN

/** These make another thing of the value, so that its name is no longer right; `atan2` keeps it, as in Prometheus 2.42. */
const renaming: ReadonlySet<string> = new Set(['+', '-', '*', '/', '^', '%'])

/** The value of a pair of samples; undefined where a comparison leaves it out. */
function compared({ op, bool }: Binary, left: number, right: number): number | undefined {
  const value = apply(op, left, right)
  if (!comparisons.has(op) || bool) return value
  return value === 1 ? left : undefined
}

export function vectorWithScalar(binary: Binary, vector: Vector, scalar: number, isSwapped: boolean): Vector {
  const { op, bool } = binary
  const result: Sample[] = []
  for (const { metric, value } of vector) {
    const kept = isSwapped ? compared(binary, scalar, value) : compared(binary, value, scalar)
    if (kept === undefined) continue
    // A comparison keeps the value of the vector, on whichever side it stands.
    const answer = isSwapped && comparisons.has(op) && !bool ? value : kept
    result.push({ metric: renaming.has(op) || bool ? withoutName(metric) : metric, value: answer })
  }
  return result
}

/** What says of a series which group of a matching it belongs to. */
export class Signatures {
  readonly #matching: Matching
  readonly #known = new WeakMap<Metric, string>()

  constructor(matching: Matching) {
    this.#matching = matching
  }

  of(metric: Metric): string {
    const known = this.#known.get(metric)
    if (known !== undefined) return known
    const { key } = keep(metric, this.#matching.labels, !this.#matching.on)
    this.#known.set(metric, key)
    return key
  }
}

export function setOperation(op: string, left: Vector, right: Vector, signatures: Signatures): Vector {
  const keysOf = (vector: Vector) => new Set(vector.map(({ metric }) => signatures.of(metric)))
  if (op === 'or') {
    const known = keysOf(left)
    return [...left, ...right.filter(({ metric }) => !known.has(signatures.of(metric)))]
  }
  const known = keysOf(right)
  return left.filter(({ metric }) => known.has(signatures.of(metric)) === (op === 'and'))
}

/** Arithmetic and comparison of two vectors: each sample of the "many" side with the one of its group on the other. */
export function vectorWithVector(binary: Binary, left: Vector, right: Vector, signatures: Signatures): Vector {
  const { matching } = binary
  const isSwapped = matching.cardinality === 'one-to-many'
  const [many, one] = isSwapped ? [right, left] : [left, right]
  if (many.length === 0 || one.length === 0) return []
  const ones = uniqueBySignature(one, matching, signatures)
  const matched = new Map<string, Set<string>>()
  const result: Sample[] = []
  for (const sample of many) {
    const signature = signatures.of(sample.metric)
    const other = ones.get(signature)
    if (!other) continue
    const [first, second] = isSwapped ? [other, sample] : [sample, other]
    const value = compared(binary, first.value, second.value)
    if (value === undefined) continue
    const metric = resultMetric(binary, sample.metric, other.metric)
    refuseSecondMatch(matched, signature, metric, matching)
    result.push({ metric, value })
  }
  return result
}

function uniqueBySignature(one: Vector, { cardinality, on, labels }: Matching, signatures: Signatures) {
  const found = new Map<string, Sample>()
  for (const sample of one) {
    const signature = signatures.of(sample.metric)
    const other = found.get(signature)
    if (other) {
      const side = cardinality === 'one-to-many' ? 'left' : 'right'
      const group = textOf(keep(sample.metric, labels, !on))
      throw executionError(
        `found duplicate series for the match group ${group} on the ${side} hand-side of the operation: [${textOf(sample.metric)}, ${textOf(other.metric)}];many-to-many matching not allowed: matching labels must be unique on one side`,
      )
    }
    found.set(signature, sample)
  }
  return found
}

function refuseSecondMatch(
  matched: Map<string, Set<string>>,
  signature: string,
  { key }: Metric,
  { cardinality }: Matching,
): void {
  const before = matched.get(signature)
  if (before && cardinality === 'one-to-one') {
    throw executionError('multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)')
  }
  if (before?.has(key)) throw executionError('multiple matches for labels: grouping labels must ensure unique matches')
  matched.set(signature, (before ?? new Set()).add(key))
}

function resultMetric({ op, bool, matching }: Binary, many: Metric, one: Metric): Metric {
  const { cardinality, on, labels, include } = matching
  const named = renaming.has(op) ? withoutName(many) : many
  const kept = cardinality === 'one-to-one' ? keepMatched(named, labels, on) : named
  const taken = Object.fromEntries(include.map(label => [label, one.labels[label] ?? '']))
  const metric = include.length > 0 ? metricOf({ ...kept.labels, ...taken }) : kept
  return bool ? withoutName(metric) : metric
}

function keepMatched(metric: Metric, labels: readonly string[], on: boolean): Metric {
  if (on) return keep(metric, labels, false)
  if (labels.length === 0) return metric
  return metricOf(Object.fromEntries(Object.entries(metric.labels).filter(([label]) => !labels.includes(label))))
}

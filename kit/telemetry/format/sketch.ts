import { type ByteReader, ByteWriter } from './bytes.ts'

/**
 * How many values lie in each of many narrow ranges, each one by two hundredths wider than the one before (C. Masson and others:
 * DDSketch, VLDB 2019): a quantile is wrong by at most one hundredth of its value, however many sketches are added up.
 */
export type Sketch = Map<number, number>

const growth = 1.02
const perRange = 1 / Math.log(growth)
/** Above the number of every range of a double, so that the numbers of ranges are in the order of their values. */
const offset = 40_000

/** 0 of zero, above it of positive values, below it of negative ones. */
export function rangeOf(value: number): number {
  if (value === 0) return 0
  const range = Math.ceil(Math.log(Math.abs(value)) * perRange) + offset
  return value > 0 ? range : -range
}

function middleOf(range: number): number {
  const size = (2 * growth ** (Math.abs(range) - offset)) / (growth + 1)
  return range === 0 ? 0 : range > 0 ? size : -size
}

export function addToSketch(sketch: Sketch, range: number, count = 1): void {
  sketch.set(range, (sketch.get(range) ?? 0) + count)
}

export function mergeSketch(into: Sketch, from: Sketch): void {
  for (const [range, count] of from) addToSketch(into, range, count)
}

/** The value that the share `q` of all does not exceed; NaN of nothing. */
export function quantileOf(sketch: Sketch, q: number): number {
  const ranges = [...sketch.keys()].sort((a, b) => a - b)
  let count = 0
  for (const one of sketch.values()) count += one
  let left = Math.max(1, Math.ceil(q * count))
  for (const range of ranges) {
    left -= sketch.get(range) ?? 0
    if (left <= 0) return middleOf(range)
  }
  return Number.NaN
}

/** With its length before it, for whoever wants to pass it over. */
export function writeSketch(out: ByteWriter, sketch: Sketch): void {
  const own = new ByteWriter(64)
  let before = 0
  for (const range of [...sketch.keys()].sort((a, b) => a - b)) {
    own.signed(range - before)
    own.whole(sketch.get(range) ?? 0)
    before = range
  }
  const bytes = own.take()
  out.whole(sketch.size)
  out.whole(bytes.length)
  out.bytes(bytes)
}

export function readSketch(from: ByteReader, skip: boolean): Sketch {
  const sketch: Sketch = new Map()
  const size = from.whole()
  const length = from.whole()
  if (skip) {
    from.bytes(length)
    return sketch
  }
  let range = 0
  for (let index = 0; index < size; index++) {
    range += from.signed()
    sketch.set(range, from.whole())
  }
  return sketch
}

import type { BitReader, BitWriter } from './bits.ts'
import { unzigzag, zigzag } from './bytes.ts'

/** Ones before the zero that ends a quotient; so many ones say that the number follows as it is. */
const longestQuotient = 12
const wholeBits = 53
const escapedBits = longestQuotient + wholeBits

/** How a column is kept: each number above the smallest, the steps between them, or how the steps change. */
type Order = 0 | 1 | 2
type Plan = { readonly order: Order; readonly bits: number; readonly cost: number }

/** Whole numbers of at most 2^50 on both sides of zero: kept in whichever of three ways takes the fewest bits. */
export function encodeInts(out: BitWriter, ints: Float64Array): void {
  const steps = differences(ints)
  const turns = differences(steps.subarray(1))
  const residuals = [ints, steps.subarray(1), turns.subarray(1)] as const
  const plans = [planOfRange(ints), planOfSteps(1, residuals[1]), planOfSteps(2, residuals[2])]
  const { order, bits } = plans.reduce((best, plan) => (plan.cost < best.cost ? plan : best))
  out.write(order, 2)
  out.write(bits, 6)
  if (order === 0) {
    writeRange(out, ints, bits)
    return
  }
  out.writeLong(zigzag(ints[0] ?? 0), wholeBits)
  if (order === 2) out.writeLong(zigzag(steps[1] ?? 0), wholeBits)
  for (const residual of residuals[order]) writeRice(out, zigzag(residual), bits)
}

export function decodeInts(from: BitReader, count: number): Float64Array<ArrayBuffer> {
  const ints = new Float64Array(count)
  const order = from.read(2)
  const bits = from.read(6)
  if (order === 0) {
    const least = unzigzag(from.readLong(wholeBits))
    for (let index = 0; index < count; index++) ints[index] = least + from.readLong(bits)
    return ints
  }
  let value = unzigzag(from.readLong(wholeBits))
  let step = order === 2 ? unzigzag(from.readLong(wholeBits)) : 0
  ints[0] = value
  let index = 1
  if (order === 2 && count > 1) ints[index++] = value += step
  for (; index < count; index++) {
    const residual = unzigzag(readRice(from, bits))
    step = order === 2 ? step + residual : residual
    value += step
    ints[index] = value
  }
  return ints
}

/** What each number is above the one before it; the first is 0. */
function differences(ints: Float64Array): Float64Array {
  const steps = new Float64Array(ints.length)
  for (let index = 1; index < ints.length; index++) steps[index] = (ints[index] ?? 0) - (ints[index - 1] ?? 0)
  return steps
}

function planOfRange(ints: Float64Array): Plan {
  const range = ints.length === 0 ? 0 : greatestOf(ints) - leastOf(ints)
  const bits = range === 0 ? 0 : Math.floor(Math.log2(range)) + 1
  // The logarithm of a number just below a power of two may be rounded to the power.
  const enough = 2 ** bits > range ? bits : bits + 1
  return { order: 0, bits: enough, cost: wholeBits + ints.length * enough }
}

/** The best of the Rice codes around the one that fits the mean. */
function planOfSteps(order: 1 | 2, residuals: Float64Array): Plan {
  let sum = 0
  for (const residual of residuals) sum += zigzag(residual)
  const mean = residuals.length === 0 ? 0 : sum / residuals.length
  const near = mean < 1 ? 0 : Math.min(Math.floor(Math.log2(mean)), 30)
  const plans = [near - 1, near, near + 1]
    .filter(bits => bits >= 0)
    .map((bits): Plan => ({ order, bits, cost: costOf(residuals, bits) + order * wholeBits }))
  return plans.reduce((best, plan) => (plan.cost < best.cost ? plan : best))
}

function costOf(residuals: Float64Array, bits: number): number {
  const unit = 2 ** bits
  let cost = 0
  for (const residual of residuals) {
    const quotient = Math.floor(zigzag(residual) / unit)
    cost += quotient < longestQuotient ? quotient + 1 + bits : escapedBits
  }
  return cost
}

function writeRange(out: BitWriter, ints: Float64Array, bits: number): void {
  const least = ints.length === 0 ? 0 : leastOf(ints)
  out.writeLong(zigzag(least), wholeBits)
  for (const value of ints) out.writeLong(value - least, bits)
}

function writeRice(out: BitWriter, value: number, bits: number): void {
  const quotient = Math.floor(value / 2 ** bits)
  if (quotient < longestQuotient) {
    out.write(2 ** (quotient + 1) - 2, quotient + 1)
    out.write(value % 2 ** bits, bits)
  } else {
    out.write(2 ** longestQuotient - 1, longestQuotient)
    out.writeLong(value, wholeBits)
  }
}

function readRice(from: BitReader, bits: number): number {
  let quotient = 0
  while (quotient < longestQuotient && from.read(1) === 1) quotient += 1
  return quotient < longestQuotient ? quotient * 2 ** bits + from.read(bits) : from.readLong(wholeBits)
}

function leastOf(ints: Float64Array): number {
  let least = Number.POSITIVE_INFINITY
  for (const value of ints) if (value < least) least = value
  return least
}

function greatestOf(ints: Float64Array): number {
  let greatest = Number.NEGATIVE_INFINITY
  for (const value of ints) if (value > greatest) greatest = value
  return greatest
}

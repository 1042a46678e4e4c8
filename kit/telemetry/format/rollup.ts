import { ByteReader, ByteWriter } from './bytes.ts'
import type { Points } from './chunk.ts'
import { addToSketch, mergeSketch, rangeOf, readSketch, type Sketch, writeSketch } from './sketch.ts'

/** What is known of all samples of one span of time. It can be added to others in any order. */
export type Bucket = {
  count: number
  sum: number
  min: number
  max: number
  last: number
  /** Time of `last`. */
  last_at: number
  readonly sketch: Sketch
}

/** By the time at which each begins. */
export type Buckets = Map<number, Bucket>

export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000
/** Samples are kept in blocks of so much time, and rollups of minutes and hours in rows of as much. */
export const blockMs = 2 * hourMs

/** `slotMs`: how much time one row holds. */
export type Level = { readonly name: 'minute' | 'hour' | 'day'; readonly stepMs: number; readonly slotMs: number }
export const minuteLevel: Level = { name: 'minute', stepMs: minuteMs, slotMs: blockMs }
export const hourLevel: Level = { name: 'hour', stepMs: hourMs, slotMs: blockMs }
export const dayLevel: Level = { name: 'day', stepMs: dayMs, slotMs: dayMs }
export const levels: readonly Level[] = [dayLevel, hourLevel, minuteLevel]

export const startOf = (at: number, stepMs: number): number => at - (at % stepMs)

const emptyBucket = (): Bucket => ({
  count: 0,
  sum: 0,
  min: Number.POSITIVE_INFINITY,
  max: Number.NEGATIVE_INFINITY,
  last: Number.NaN,
  last_at: -1,
  sketch: new Map(),
})

function bucketAt(buckets: Buckets, start: number): Bucket {
  const known = buckets.get(start)
  if (known) return known
  const bucket = emptyBucket()
  buckets.set(start, bucket)
  return bucket
}

/** Marks of an end are no values, and are left out. `sketches`: not needed where nobody asks for a quantile. */
export function addPoints(buckets: Buckets, { times, values }: Points, stepMs: number, sketches = true): void {
  let [start, value, range] = [-1, Number.NaN, 0]
  let bucket: Bucket | undefined
  for (let index = 0; index < times.length; index++) {
    const at = times[index] ?? 0
    const next = values[index] ?? Number.NaN
    if (Number.isNaN(next)) continue
    if (!bucket || at < start || at >= start + stepMs) {
      start = startOf(at, stepMs)
      bucket = bucketAt(buckets, start)
    }
    if (next !== value && sketches) range = rangeOf(next)
    value = next
    bucket.count += 1
    bucket.sum += value
    if (value < bucket.min) bucket.min = value
    if (value > bucket.max) bucket.max = value
    if (at > bucket.last_at) {
      bucket.last = value
      bucket.last_at = at
    }
    if (sketches) addToSketch(bucket.sketch, range)
  }
}

export function addBuckets(buckets: Buckets, from: Buckets, stepMs: number): void {
  for (const [start, one] of from) {
    const bucket = bucketAt(buckets, startOf(start, stepMs))
    bucket.count += one.count
    bucket.sum += one.sum
    if (one.min < bucket.min) bucket.min = one.min
    if (one.max > bucket.max) bucket.max = one.max
    if (one.last_at > bucket.last_at) {
      bucket.last = one.last
      bucket.last_at = one.last_at
    }
    mergeSketch(bucket.sketch, one.sketch)
  }
}

const version = 1

/** One row: all buckets of a level that begin in one slot. */
export function encodeBuckets(buckets: Buckets, slot: number, stepMs: number): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter()
  out.whole(version)
  out.whole(buckets.size)
  for (const [start, { count, sum, min, max, last, last_at, sketch }] of buckets) {
    out.whole((start - slot) / stepMs)
    out.whole(count)
    for (const value of [sum, min, max, last]) out.number(value)
    out.whole(last_at - start)
    writeSketch(out, sketch)
  }
  return out.take()
}

export function decodeBuckets(bytes: Uint8Array, slot: number, stepMs: number, sketches = true): Buckets {
  const from = new ByteReader(bytes)
  const found = from.whole()
  if (found !== version) throw new Error(`a rollup of version ${found}, which this program does not know`)
  const buckets: Buckets = new Map()
  for (let left = from.whole(); left > 0; left--) {
    const start = slot + from.whole() * stepMs
    const count = from.whole()
    const [sum, min, max, last] = [from.number(), from.number(), from.number(), from.number()]
    const last_at = start + from.whole()
    buckets.set(start, { count, sum, min, max, last, last_at, sketch: readSketch(from, !sketches) })
  }
  return buckets
}

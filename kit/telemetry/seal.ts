import { decodeChunk, encodeChunk, type Points } from './format/chunk.ts'
import {
  addBuckets,
  addPoints,
  type Buckets,
  blockMs,
  dayLevel,
  decodeBuckets,
  encodeBuckets,
  hourLevel,
  type Level,
  levels,
  minuteLevel,
  minuteMs,
} from './format/rollup.ts'
import { placeOf } from './head.ts'
import type { RollupRow } from './tables.ts'

/** What is sealed together, packed for another thread: the samples of all heads lie behind one another. */
export type SealOrder = {
  readonly heads: readonly {
    readonly series_id: number
    readonly block: number
    readonly count: number
    /** Nothing lies in the database for this block yet. */
    readonly isFirst: boolean
    /** Earlier generations that shall become one with this. */
    readonly earlier: readonly Uint8Array[]
  }[]
  /** Of float64. */
  readonly times: Uint8Array
  readonly values: Uint8Array
  readonly rollups: readonly RollupRow[]
}

export type SealedChunk = {
  readonly series_id: number
  readonly block: number
  readonly count: number
  readonly samples: Uint8Array
  readonly replaces: boolean
}

export type SealResult = { readonly chunks: readonly SealedChunk[]; readonly rollups: readonly RollupRow[] }

/** Minutes are worth their room only where they stand for many samples; else the samples are read as quickly. */
const samplesOfMinute = 10

export function seal({ heads, times, values, rollups }: SealOrder): SealResult {
  const all = { times: new Float64Array(times.buffer), values: new Float64Array(values.buffer) }
  const kept = new Rollups(rollups)
  const chunks: SealedChunk[] = []
  let from = 0
  for (const { series_id, block, count, isFirst, earlier } of heads) {
    const end = from + count
    const points = { times: all.times.subarray(from, end), values: all.values.subarray(from, end) }
    from = end
    kept.add(series_id, block, points, isFirst)
    const whole = mergePoints([...earlier.map(decodeChunk), points])
    const samples = encodeChunk(whole)
    chunks.push({ series_id, block, count: whole.times.length, samples, replaces: earlier.length > 0 })
  }
  return { chunks, rollups: kept.rows() }
}

/** In the order of their times; no two have the same one. */
export function mergePoints(parts: readonly Points[]): Points {
  return parts.reduce((whole, part) => mergeTwo(whole, part))
}

function mergeTwo(one: Points, other: Points): Points {
  if (other.times.length === 0) return one
  if (one.times.length === 0) return other
  const length = one.times.length + other.times.length
  const merged = { times: new Float64Array(length), values: new Float64Array(length) }
  let from = 0
  let to = 0
  // What comes in order is copied in one go up to where the next one of the other belongs.
  const take = (points: Points, start: number, end: number) => {
    merged.times.set(points.times.subarray(start, end), to)
    merged.values.set(points.values.subarray(start, end), to)
    to += end - start
  }
  for (let index = 0; index < other.times.length; ) {
    const place = from + placeOf(one.times.subarray(from), one.times.length - from, other.times[index] ?? 0)
    take(one, from, place)
    from = place
    const next = one.times[from] ?? Number.POSITIVE_INFINITY
    const end = index + placeOf(other.times.subarray(index), other.times.length - index, next)
    take(other, index, Math.max(end, index + 1))
    index = Math.max(end, index + 1)
  }
  take(one, from, one.times.length)
  return merged
}

type Slot = {
  readonly level: Level
  readonly slot: number
  readonly series_id: number
  readonly buckets: Buckets
  changed: boolean
}

/** The rows of rollups that a sealing changes. */
class Rollups {
  readonly #slots = new Map<string, Slot>()

  constructor(rows: readonly RollupRow[]) {
    for (const { level: seconds, slot, series_id, buckets } of rows) {
      const level = levels.find(({ stepMs }) => stepMs === seconds * 1_000)
      if (level) this.#slotOf(level, slot, series_id, decodeBuckets(buckets, slot * level.slotMs, level.stepMs))
    }
  }

  add(series_id: number, block: number, points: Points, isFirst: boolean): void {
    const hasMinutes = this.#slots.has(keyOf(minuteLevel, block, series_id))
    const finest = hasMinutes || (isFirst && isDense(points)) ? minuteLevel : hourLevel
    const fresh: Buckets = new Map()
    addPoints(fresh, points, finest.stepMs)
    if (fresh.size === 0) return
    if (finest === minuteLevel) this.#addTo(this.#slotOf(minuteLevel, block, series_id), fresh)
    this.#addTo(this.#slotOf(hourLevel, block, series_id), fresh)
    const day = Math.floor((block * blockMs) / dayLevel.slotMs)
    this.#addTo(this.#slotOf(dayLevel, day, series_id), fresh)
  }

  rows(): RollupRow[] {
    return [...this.#slots.values()]
      .filter(({ changed }) => changed)
      .map(({ level, slot, series_id, buckets }) => ({
        level: level.stepMs / 1_000,
        slot,
        series_id,
        buckets: encodeBuckets(buckets, slot * level.slotMs, level.stepMs),
      }))
  }

  #slotOf(level: Level, slot: number, series_id: number, buckets: Buckets = new Map()): Slot {
    const key = keyOf(level, slot, series_id)
    const known = this.#slots.get(key)
    if (known) return known
    const made: Slot = { level, slot, series_id, buckets, changed: false }
    this.#slots.set(key, made)
    return made
  }

  #addTo(slot: Slot, fresh: Buckets): void {
    addBuckets(slot.buckets, fresh, slot.level.stepMs)
    slot.changed = true
  }
}

const keyOf = ({ name }: Level, slot: number, series_id: number): string => `${name} ${slot} ${series_id}`

function isDense({ times }: Points): boolean {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0) + minuteMs
  return times.length * minuteMs >= samplesOfMinute * span
}

import { turnOfOthers } from '../runtime/loop-turns.ts'
import { decodeChunk, type Points } from './format/chunk.ts'
import {
  addBuckets,
  addPoints,
  type Bucket,
  type Buckets,
  blockMs,
  decodeBuckets,
  type Level,
  levels,
  minuteLevel,
  startOf,
} from './format/rollup.ts'
import { quantileOf } from './format/sketch.ts'
import { placeOf } from './head.ts'
import type { Parts } from './parts.ts'
import { mergePoints } from './seal.ts'
import type { Series } from './series/series-index.ts'
import type { ChunkRow, RollupRow } from './tables.ts'

/** `p95` and the like: right to one hundredth of the value. */
export type Aggregate = 'count' | 'sum' | 'min' | 'max' | 'avg' | 'last' | `p${number}`

export type Range = { readonly from: number; readonly to: number }
export type Steps = Range & { readonly step: number; readonly aggregates: readonly Aggregate[] }

/** Its time, and its value (null: the series has ended) or one value for each aggregate. */
export type Point = readonly (number | null)[]

/** So many series are read together; between them everybody else has a turn. */
const seriesAtOnce = 250

/** Reads what lies in the database and what does not yet as one. */
export class Reader {
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Every sample from the first to the last time, both included. */
  async samples(all: readonly Series[], range: Range): Promise<Map<Series, Point[]>> {
    const { rows, heads, expiredBefore } = this.#parts
    const found = new Map<Series, Point[]>()
    for (const some of slicesOf(all)) {
      const read = () => rows.chunks(this.#numbers(some, range, blockMs), idsOf(some))
      await heads.whileStill(read, chunks => {
        const stored = Map.groupBy(chunks, row => row.series_id)
        for (const series of some) {
          const parts = (stored.get(series.id) ?? []).map(row => decodeChunk(row.samples))
          const points = mergePoints([nothing, ...parts, ...this.#held(series)])
          const kept = { from: Math.max(range.from, expiredBefore(series)), to: range.to }
          found.set(series, pointsOf(within(points, kept)))
        }
      })
      await turnOfOthers()
    }
    return found
  }

  /** Of every whole step that begins or ends in the range, as far as it has samples. */
  async steps(all: readonly Series[], steps: Steps): Promise<Map<Series, Point[]>> {
    const { heads } = this.#parts
    const { step, aggregates } = steps
    const from = startOf(steps.from, step)
    const range = { from, to: startOf(steps.to, step) + step - 1 }
    const level = levels.find(({ stepMs }) => step % stepMs === 0)
    const sketches = aggregates.some(isQuantile)
    const found = new Map<Series, Point[]>()
    for (const some of slicesOf(all)) {
      await heads.whileStill(
        () => this.#stored(some, range, level),
        stored => {
          const sums = new Sums(some, { ...range, step, sketches })
          for (const row of stored.rollups) sums.addRollup(row)
          for (const row of stored.chunks) sums.addPoints(row.series_id, decodeChunk(row.samples))
          for (const series of some) for (const points of this.#held(series)) sums.addPoints(series.id, points)
          for (const series of some) found.set(series, sums.points(series.id, aggregates))
        },
      )
      await turnOfOthers()
    }
    return found
  }

  /** Rollups of the level, and the samples themselves where there are none. */
  async #stored(some: readonly Series[], range: Range, level: Level | undefined): Promise<Stored> {
    const { rows } = this.#parts
    const ids = idsOf(some)
    const slots = this.#numbers(some, range, level?.slotMs ?? blockMs)
    const rollups = level ? await rows.rollups(level.stepMs / 1_000, slots, ids) : []
    if (level && level !== minuteLevel) return { rollups, chunks: [] }
    const covered = new Set(rollups.map(({ slot, series_id }) => `${slot} ${series_id}`))
    const isCovered = (block: number, id: number) => covered.has(`${block} ${id}`)
    const blocks = slots.filter(block => ids.some(id => !isCovered(block, id)))
    const open = ids.filter(id => blocks.some(block => !isCovered(block, id)))
    const chunks = await rows.chunks(blocks, open)
    return { rollups, chunks: chunks.filter(({ block, series_id }) => !isCovered(block, series_id)) }
  }

  /** Of the blocks or slots in the range in which these series can have anything. */
  #numbers(some: readonly Series[], range: Range, lengthMs: number): number[] {
    const from = some.reduce((least, series) => Math.min(least, series.first_at), range.to)
    const to = some.reduce((most, series) => Math.max(most, series.last_at), range.from)
    const first = Math.floor(Math.max(from, range.from) / lengthMs)
    const last = Math.floor(Math.min(to, range.to) / lengthMs)
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  }

  #held(series: Series): Points[] {
    return this.#parts.heads.of(series).map(({ points }) => points)
  }
}

type Stored = { readonly rollups: readonly RollupRow[]; readonly chunks: readonly ChunkRow[] }

/** Of several series: one bucket for each step. */
class Sums {
  readonly #buckets: Map<number, Buckets>
  readonly #range: Range & { readonly step: number; readonly sketches: boolean }

  constructor(some: readonly Series[], range: Range & { readonly step: number; readonly sketches: boolean }) {
    this.#buckets = new Map(some.map(({ id }) => [id, new Map()]))
    this.#range = range
  }

  addRollup({ level, slot, series_id, buckets }: RollupRow): void {
    const { step, from, to, sketches } = this.#range
    const into = this.#buckets.get(series_id)
    const { stepMs, slotMs } = levels.find(one => one.stepMs === level * 1_000) ?? minuteLevel
    const all = decodeBuckets(buckets, slot * slotMs, stepMs, sketches)
    for (const start of all.keys()) if (start < from || start > to) all.delete(start)
    if (into) addBuckets(into, all, step)
  }

  addPoints(id: number, points: Points): void {
    const { step, sketches } = this.#range
    const into = this.#buckets.get(id)
    if (into) addPoints(into, within(points, this.#range), step, sketches)
  }

  points(id: number, aggregates: readonly Aggregate[]): Point[] {
    const buckets = [...(this.#buckets.get(id) ?? [])].sort(([a], [b]) => a - b)
    return buckets.map(([start, bucket]) => [start, ...aggregates.map(one => aggregateOf(bucket, one))])
  }
}

export const isQuantile = (aggregate: string): boolean => /^p\d{1,2}(\.\d{1,3})?$/.test(aggregate)

function aggregateOf(bucket: Bucket, aggregate: Aggregate): number {
  const { count, sum, min, max, last, sketch } = bucket
  switch (aggregate) {
    case 'count':
      return count
    case 'sum':
      return sum
    case 'min':
      return min
    case 'max':
      return max
    case 'avg':
      return sum / count
    case 'last':
      return last
    default:
      return Math.min(max, Math.max(min, quantileOf(sketch, Number(aggregate.slice(1)) / 100)))
  }
}

const nothing: Points = { times: new Float64Array(), values: new Float64Array() }

function within({ times, values }: Points, { from, to }: Range): Points {
  const start = placeOf(times, times.length, from)
  const end = placeOf(times, times.length, to + 1)
  return { times: times.subarray(start, end), values: values.subarray(start, end) }
}

function pointsOf({ times, values }: Points): Point[] {
  return Array.from(times, (at, index) => {
    const value = values[index] ?? Number.NaN
    return [at, Number.isNaN(value) ? null : value]
  })
}

const idsOf = (some: readonly Series[]): number[] => some.map(({ id }) => id)

function slicesOf(all: readonly Series[]): Series[][] {
  return Array.from({ length: Math.ceil(all.length / seriesAtOnce) }, (_, index) =>
    all.slice(index * seriesAtOnce, (index + 1) * seriesAtOnce),
  )
}

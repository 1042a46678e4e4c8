import { defineTask, type Task } from '../worker-pool/task.ts'
import { blockMs, levels } from './format/rollup.ts'
import type { Head } from './head.ts'
import type { Parts } from './parts.ts'
import type { SealOrder, SealResult } from './seal.ts'
import type { RollupRow } from './tables.ts'
import type { LastSample } from './telemetry-store.ts'
import type { Writer } from './writer.ts'

const sealTask: Task<SealOrder, SealResult> = defineTask('kit/telemetry/seal-task')

/** One task, and one transaction, takes so much. */
const samplesAtOnce = 100_000
const headsAtOnce = 1_000
/** Late samples make one generation each; so many become one. */
const mostGenerations = 8

/** Brings what lies in memory and in the log into the database, a slice at a time. */
export class Sealer {
  readonly #parts: Parts
  readonly #writer: Writer
  #running: Promise<void> | null = null

  constructor(parts: Parts, writer: Writer) {
    this.#parts = parts
    this.#writer = writer
  }

  /** Whether one is under way; it settles when that is over. */
  get running(): Promise<void> | null {
    return this.#running
  }

  /** Everything that is there now. What cannot be stored stays where it is, readable, for the next time. */
  async seal(): Promise<void> {
    // What is under way may have begun without the newest samples.
    while (this.#running) await this.#running.catch(() => undefined)
    this.#running = this.#seal()
    await this.#running
  }

  /** Runs while nothing is on its way into the database. */
  async alone<T>(run: () => Promise<T>): Promise<T> {
    while (this.#running) await this.#running.catch(() => undefined)
    const running = run()
    const over = () => {
      this.#running = null
    }
    this.#running = running.then(over, over)
    return running
  }

  async #seal(): Promise<void> {
    try {
      await this.#moveAll()
    } finally {
      this.#running = null
    }
  }

  async #moveAll(): Promise<void> {
    const { heads, log, ledger } = this.#parts
    if (!heads.frozen) {
      await this.#writer.between(() => heads.freeze({ up_to: ledger.totals.accepted, segment: log.rotate() }))
    }
    const { frozen } = heads
    if (!frozen) return
    do {
      const slice = nextSlice(frozen.heads)
      await this.#sealSlice(slice, slice.length === frozen.heads.length)
    } while (frozen.heads.length > 0)
    heads.thawed()
    log.drop(frozen.segment)
  }

  async #sealSlice(slice: readonly Head[], isLast: boolean): Promise<void> {
    const { store, rows, heads, workers, ledger } = this.#parts
    const { order, generations } = await this.#orderOf(slice)
    const sealed: SealResult = slice.length > 0 ? await workers.run(sealTask, order) : { chunks: [], rollups: [] }
    const before = await rows.sealed()
    const end = heads.frozen?.up_to ?? before.up_to
    const up_to = isLast ? end : before.up_to
    const moved = (before.part?.moved ?? 0) + countIn(slice)
    const part = isLast ? null : { up_to: end, series_id: slice.at(-1)?.series.id ?? 0, moved }
    const commit = store.transaction(async () => {
      for (const chunk of sealed.chunks) if (chunk.replaces) await rows.dropChunks(chunk)
      await rows.addChunks(
        sealed.chunks.map(({ replaces: _, ...chunk }) => ({
          ...chunk,
          gen: (generations.get(`${chunk.block} ${chunk.series_id}`)?.last ?? 0) + 1,
        })),
      )
      await rows.putRollups(sealed.rollups)
      await rows.noteLast(lastSamples(slice))
      await rows.noteSealed({ ...ledger.totals, accepted: up_to, up_to, part })
    })
    await heads.moved(slice, commit)
  }

  async #orderOf(slice: readonly Head[]) {
    const { rows } = this.#parts
    const blocks = [...new Set(slice.map(({ block }) => block))]
    const ids = [...new Set(slice.map(({ series }) => series.id))]
    const found = await rows.generations(blocks, ids)
    const generations = new Map(found.map(one => [`${one.block} ${one.series_id}`, one]))
    const many = found.filter(({ gens }) => gens >= mostGenerations)
    const earlier = await rows.chunks(
      many.map(({ block }) => block),
      many.map(({ series_id }) => series_id),
    )
    const wanted = new Set(many.map(({ block, series_id }) => `${block} ${series_id}`))
    const total = countIn(slice)
    const [times, values] = [new Float64Array(total), new Float64Array(total)]
    let at = 0
    for (const { points } of slice) {
      times.set(points.times, at)
      values.set(points.values, at)
      at += points.times.length
    }
    const order: SealOrder = {
      heads: slice.map(({ series, block, count }) => {
        const key = `${block} ${series.id}`
        const own = earlier.filter(one => one.block === block && one.series_id === series.id && wanted.has(key))
        return {
          series_id: series.id,
          block,
          count,
          isFirst: !generations.has(key),
          earlier: own.map(({ samples }) => samples),
        }
      }),
      times: new Uint8Array(times.buffer),
      values: new Uint8Array(values.buffer),
      rollups: await this.#rollupsOf(blocks, ids),
    }
    return { order, generations }
  }

  async #rollupsOf(blocks: readonly number[], ids: readonly number[]): Promise<RollupRow[]> {
    const all: RollupRow[] = []
    for (const { stepMs, slotMs } of levels) {
      const slots = [...new Set(blocks.map(block => Math.floor((block * blockMs) / slotMs)))]
      for (const row of await this.#parts.rows.rollups(stepMs / 1_000, slots, ids)) all.push(row)
    }
    return all
  }
}

const countIn = (slice: readonly Head[]): number => slice.reduce((sum, { count }) => sum + count, 0)

/** Whole series, so that one number says how far it went. */
function nextSlice(heads: readonly Head[]): Head[] {
  let samples = 0
  let end = 0
  for (; end < heads.length; end++) {
    const isOther = heads[end]?.series !== heads[end - 1]?.series
    if (isOther && (samples >= samplesAtOnce || end >= headsAtOnce)) break
    samples += heads[end]?.count ?? 0
  }
  return heads.slice(0, end)
}

function lastSamples(slice: readonly Head[]): LastSample[] {
  const changed = new Map(slice.map(({ series }) => [series.id, series]))
  for (const { series, points } of slice) {
    const [first = 0] = points.times
    const last = points.times.at(-1) ?? 0
    if (first < series.first_at) series.first_at = first
    if (last <= series.last_at) continue
    series.last_at = last
    series.last_value = points.values.at(-1) ?? Number.NaN
  }
  return [...changed.values()].map(({ id, first_at, last_at, last_value }) => ({
    id,
    first_at,
    last_at,
    last_value: Number.isNaN(last_value) ? null : last_value,
  }))
}

import type { Clock, Timer } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { turnOfOthers } from '../../../kit/runtime/loop-turns.ts'
import { StoreFailure } from '../../../kit/store/failure.ts'
import type { Store } from '../../../kit/store/store.ts'
import {
  type BufferedResult,
  packColumns,
  ResultBuffer,
  readColumns,
  type StoredResult,
  unpackColumns,
} from './result-buffer.ts'
import {
  type Chunk,
  deleteBatches,
  insertBatch,
  insertChunks,
  readBatches,
  readChunks,
  readCompacted,
  readLastSeq,
  writeCompacted,
} from './result-store.ts'

const flushEveryMs = 1_000
const wellMs = 30_000
/** What does not fit any more while the database refuses is counted as lost: memory is bounded. */
const mostUnwritten = 200_000

/** Results become chunks when a chunk would hold about thirty of them, or after an hour. */
const compactFrom = 20_000
const perCheck = 30
const compactAfterMs = 3_600_000
/** A slice of that work holds up the checks no longer than this. */
const sliceMs = 5
const sliceChecks = 100
const batchesAtOnce = 50
const batchRows = 10_000
const chunksPerPage = 8
const allChecks = Number.MAX_SAFE_INTEGER

/** A stretch of results in memory; the last one is being written to, those before wait to become chunks. */
type Part = {
  readonly buffer: ResultBuffer
  written: number
  through: number
  /** Checks up to this number are in chunks already. */
  done: number
}

export type ResultRange = {
  readonly check: number
  readonly from: number
  /** Not included. */
  readonly before: number
  readonly limit?: number
}

export type JournalContext = { readonly store: Store; readonly clock: Clock; readonly log: Log }

/**
 * The results of all checks. They come into memory one by one, go to the database as one row per second, and from there
 * into chunks of one check each, in small slices off the path of the checks. A chunk and the checkpoint of what is in chunks
 * are written together, so a crash at any moment neither loses nor doubles a stored result.
 */
export class ResultJournal {
  /** Results that found no room because the database refused too long. */
  lost = 0
  readonly #store: Store
  readonly #clock: Clock
  readonly #log: Log
  readonly #parts: Part[]
  #open: Part
  #openedAt: number
  #storedAt: number
  #timer: Timer | undefined
  #stopped = false

  constructor({ store, clock, log }: JournalContext, { parts }: LoadedJournal) {
    this.#store = store
    this.#clock = clock
    this.#log = log
    this.#parts = parts
    this.#open = parts.at(-1) ?? newPart(clock.now())
    this.#openedAt = clock.monotonic()
    this.#storedAt = clock.monotonic()
  }

  get unwritten(): number {
    return this.#parts.reduce((sum, { buffer, written }) => sum + buffer.length - written, 0)
  }

  isStoring(): boolean {
    return this.unwritten === 0 || this.#clock.monotonic() - this.#storedAt < wellMs
  }

  record(check: number, at: number, seen: BufferedResult): void {
    if (this.#open.buffer.length - this.#open.written >= mostUnwritten) {
      this.lost += 1
      return
    }
    if (!this.#open.buffer.fits(at)) this.#openPart(at)
    this.#open.buffer.append(check, at, seen)
    this.#timer ??= this.#clock.after(flushEveryMs, () => void this.#flushLater())
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.flush()
  }

  async flush(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    if (this.unwritten > 0) await this.#store.relaxed(() => this.writePending())
  }

  /** For a transaction that publishes a change: the results that led to it are stored with it. */
  async writePending(): Promise<void> {
    // Asked, not remembered: what somebody else has written, or what was thought lost, has its numbers too.
    let seq = this.unwritten > 0 ? await readLastSeq(this.#store) : 0
    for (const part of this.#parts) {
      const upTo = part.buffer.length
      if (upTo === part.written) continue
      // What has waited for hours is more than one batch.
      for (let from = part.written; from < upTo; from += batchRows) {
        seq += 1
        await insertBatch(this.#store, seq, part.buffer.columnsBetween(from, Math.min(upTo, from + batchRows)))
      }
      const through = seq
      this.#store.afterCommit(() => {
        part.written = upTo
        part.through = through
        this.#storedAt = this.#clock.monotonic()
      })
    }
  }

  async #flushLater(): Promise<void> {
    try {
      await this.flush()
    } catch (thrown) {
      const waiting = this.unwritten
      // That nothing can be stored is said once for all, by whoever watches over the stores.
      if (thrown instanceof StoreFailure) this.#log.debug({ code: thrown.code, waiting }, 'results wait to be stored')
      else this.#log.error({ err: thrown, waiting }, 'results could not be stored; trying again')
      if (!this.#stopped) this.#timer ??= this.#clock.after(flushEveryMs, () => void this.#flushLater())
    }
  }

  /** Newest first; a few more than `limit` where several have the same time. */
  async read(range: ResultRange): Promise<StoredResult[]> {
    for (;;) {
      const tails = this.#tailsOf(range.check)
      const results = await this.#collect(range, tails)
      const after = this.#tailsOf(range.check)
      // A compaction that moved the check's results meanwhile would show them twice or not at all.
      if (after.length === tails.length && after.every((tail, index) => tail === tails[index])) return results
    }
  }

  async #collect(range: ResultRange, tails: readonly ResultBuffer[]): Promise<StoredResult[]> {
    const { check, from, before, limit = Number.POSITIVE_INFINITY } = range
    const within = (one: StoredResult) => one.at >= from && one.at < before
    let found = tails.flatMap(tail => tail.resultsOf(check).filter(within))
    for (let skip = 0; ; skip += chunksPerPage) {
      const chunks = await readChunks(this.#store, { check, from, before }, { limit: chunksPerPage, skip })
      for (const { data } of chunks) found = found.concat(readColumns(unpackColumns(data)).filter(within))
      found.sort((a, b) => b.at - a.at)
      const unread = chunks.length < chunksPerPage ? Number.NEGATIVE_INFINITY : (chunks.at(-1)?.to ?? 0)
      if (unread < from || (found[limit - 1]?.at ?? Number.NEGATIVE_INFINITY) > unread) break
    }
    const last = found[limit - 1]
    return last ? found.filter(one => one.at >= last.at) : found
  }

  #tailsOf(check: number): ResultBuffer[] {
    return this.#parts.filter(({ buffer, done }) => done < check && buffer.has(check)).map(({ buffer }) => buffer)
  }

  /** Turns what has grown long enough into chunks. */
  async compact(): Promise<void> {
    const { length, checkCount } = this.#open.buffer
    const old = this.#clock.monotonic() - this.#openedAt > compactAfterMs
    if (length >= Math.max(compactFrom, perCheck * checkCount) || (old && length > 0)) this.#openPart(this.#clock.now())
    await this.flush()
    for (let first = this.#parts[0]; first && first !== this.#open; first = this.#parts[0]) {
      if (first.written < first.buffer.length) return
      await this.#compactPart(first)
      this.#parts.shift()
      const { through } = first
      while (await this.#store.relaxed(() => deleteBatches(this.#store, through, batchesAtOnce))) await turnOfOthers()
    }
  }

  #openPart(at: number): void {
    this.#open = newPart(at)
    this.#openedAt = this.#clock.monotonic()
    this.#parts.push(this.#open)
  }

  async #compactPart(part: Part): Promise<void> {
    const left = part.buffer.checks().filter(check => check > part.done)
    for (let from = 0; from < left.length; ) {
      const chunks = this.#slice(part.buffer, left.slice(from, from + sliceChecks))
      from += chunks.length
      await this.#store.relaxed(async () => {
        await insertChunks(this.#store, chunks)
        await this.#advance(part, chunks.at(-1)?.check ?? part.done)
      })
      await turnOfOthers()
    }
    await this.#store.relaxed(() => this.#advance(part, allChecks))
  }

  async #advance(part: Part, done: number): Promise<void> {
    await writeCompacted(this.#store, { seq: part.through, check: done })
    this.#store.afterCommit(() => {
      part.done = done
    })
  }

  #slice(tail: ResultBuffer, checks: readonly number[]): Chunk[] {
    const end = this.#clock.monotonic() + sliceMs
    const chunks: Chunk[] = []
    for (const check of checks) {
      const columns = tail.columnsOf(check)
      chunks.push({ check, ...tail.spanOf(check), data: packColumns(columns) })
      if (this.#clock.monotonic() > end) break
    }
    return chunks
  }
}

const newPart = (at: number): Part => ({ buffer: new ResultBuffer(at), written: 0, through: 0, done: 0 })

export type LoadedJournal = { readonly parts: Part[] }

/** What the database holds of the time since the last compaction, and the rest of a compaction that was cut short. */
export async function loadJournal(store: Store, now: number): Promise<LoadedJournal> {
  const compacted = await readCompacted(store)
  const cutShort = compacted.seq > 0 && compacted.check < allChecks
  const parts: Part[] = []
  let seq = cutShort ? 0 : compacted.seq
  for (;;) {
    const batches = await readBatches(store, seq, batchesAtOnce)
    for (const { seq: through, columns } of batches) {
      const done = through <= compacted.seq ? compacted.check : 0
      let part = parts.at(-1)
      if (part?.done !== done || !part.buffer.fits(columns.from)) {
        part = { ...newPart(columns.from), done }
        parts.push(part)
      }
      part.buffer.appendColumns(columns, check => check > done)
      part.through = through
      part.written = part.buffer.length
    }
    seq = batches.at(-1)?.seq ?? seq
    if (batches.length < batchesAtOnce) break
  }
  if ((parts.at(-1)?.done ?? 1) > 0) parts.push(newPart(now))
  return { parts }
}

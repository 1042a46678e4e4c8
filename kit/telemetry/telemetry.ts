import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Timer } from '../runtime/clock.ts'
import { messageOf } from '../service/errors.ts'
import { invalid, unavailable } from '../service/refusals.ts'
import { ConditionRecord, type StoreCondition } from '../store/condition.ts'
import { blockMs, dayMs, levels } from './format/rollup.ts'
import { Heads } from './heads.ts'
import { diskFailure } from './log/disk-failure.ts'
import { Ledger, type Totals } from './log/ledger.ts'
import { folderOf, Log } from './log/log.ts'
import { recover, takeRestored } from './log/recover.ts'
import type { Limits, Parts, Retention, TelemetryOptions } from './parts.ts'
import { type Aggregate, isQuantile, type Point, Reader } from './reader.ts'
import { Sealer } from './sealer.ts'
import type { Matcher } from './series/matcher.ts'
import type { Appended, Labels, Sample } from './series/sample.ts'
import { type Description, type Meta, type Series, SeriesIndex } from './series/series-index.ts'
import { TelemetryStore } from './telemetry-store.ts'
import { Writer } from './writer.ts'

export type KnownSeries = {
  readonly id: number
  readonly name: string
  readonly labels: Labels
  readonly unit: string | null
  readonly meta: Meta | null
  readonly class: string
}
export type FoundSeries = KnownSeries & { readonly points: readonly Point[] }

export type Query = {
  readonly tenant: string
  readonly match: readonly Matcher[]
  /** Epoch milliseconds, both included. */
  readonly from: number
  readonly to: number
  /** With it, whole steps are answered: those that hold `from` and `to`, and all between. */
  readonly step?: number
  readonly aggregates?: readonly Aggregate[]
}

/** `accepted` = stored + `lost`, whatever was deleted since. */
export type TelemetryStats = Totals & {
  readonly series: number
  /** Samples that are not in the database yet, and bytes of the log that keeps them. */
  readonly in_memory: number
  readonly log_bytes: number
}

const defaults: Limits = { seriesOfTenant: 100_000, samplesInMemory: 600_000 }
const lookEveryMs = 10_000

/** The time series of one service: see the README. */
export class Telemetry implements AsyncDisposable {
  readonly #parts: Parts
  readonly #writer: Writer
  readonly #sealer: Sealer
  readonly #reader: Reader
  #timer: Timer | null = null
  #block: number
  #sealedAt: number
  #stopped = false
  /** The database did not take what was brought to it last. */
  #failed = false

  private constructor(parts: Parts) {
    this.#parts = parts
    this.#writer = new Writer(parts, () => this.#makeRoom())
    this.#sealer = new Sealer(parts, this.#writer)
    this.#reader = new Reader(parts)
    this.#block = Math.floor(parts.clock.now() / blockMs)
    this.#sealedAt = parts.clock.monotonic()
  }

  /** Reads the log of before; what of it is lost is told in the log of the program, and counted. */
  static async open(options: TelemetryOptions): Promise<Telemetry> {
    const { store, data, name, clock, log, workers } = options
    const folder = folderOf(data, name)
    const rows = new TelemetryStore(store)
    const isRestored = await takeRestored(rows, folder, `${folder}.before-${Math.floor(clock.now())}`)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (isRestored) await store.transaction(() => rows.forgetSegments())
    const retentionOf = options.retentionOf ?? ((): Retention => ({}))
    const parts: Parts = {
      store,
      rows,
      index: new SeriesIndex(),
      heads: new Heads(),
      log: new Log(folder),
      ledger: new Ledger(join(folder, 'ledger')),
      limits: { ...defaults, ...options.limits },
      condition: new ConditionRecord(() => clock.now()),
      clock,
      messages: log,
      workers,
      retentionOf,
      taken: options.taken,
      expiredBefore: series => {
        const { samples_ms } = retentionOf(series)
        return samples_ms === undefined ? 0 : clock.now() - samples_ms
      },
      diskFailure: thrown => diskFailure(thrown, join(folder, 'log')),
    }
    for await (const row of rows.series()) parts.index.add(row)
    const { read, lost } = await recover(parts)
    if (lost > 0) log.error({ folder, lost }, 'samples that were accepted are missing from the log, and are lost')
    if (read > 0) log.info({ folder, samples: read }, 'samples of the log are back in memory')
    const telemetry = new Telemetry(parts)
    telemetry.#lookLater()
    return telemetry
  }

  /** Answers when all that is accepted is on the disk; from then on it is read. */
  async append(tenant: string, samples: readonly Sample[]): Promise<Appended> {
    const appended = await this.#writer.append(tenant, samples)
    await this.#parts.taken?.(samples, appended)
    return appended
  }

  series(tenant: string, match: readonly Matcher[] = []): KnownSeries[] {
    return this.#parts.index.match(tenant, match).map(known)
  }

  /** Says what these series are measured in, and what else is known of them. Answers how many there are. */
  async describe(tenant: string, match: readonly Matcher[], description: Description): Promise<number> {
    const { store, rows, index } = this.#parts
    const series = index.match(tenant, match)
    await store.transaction(() =>
      rows.describe(
        series.map(({ id }) => id),
        description,
      ),
    )
    for (const one of series) Object.assign(one, { unit: description.unit, meta: description.meta })
    return series.length
  }

  async query({ tenant, match, from, to, step, aggregates = ['avg'] }: Query): Promise<FoundSeries[]> {
    const series = this.#parts.index.match(tenant, match)
    if (step !== undefined && !(Number.isInteger(step) && step > 0)) throw invalid('kit.bad-step')
    for (const one of aggregates) if (!isAggregate(one)) throw invalid('kit.bad-aggregate', { name: String(one) })
    const points = await (step === undefined
      ? this.#reader.samples(series, { from, to })
      : this.#reader.steps(series, { from, to, step, aggregates }))
    return series.map(one => ({ ...known(one), points: points.get(one) ?? [] }))
  }

  /** The newest sample of each series. */
  last(tenant: string, match: readonly Matcher[] = []): FoundSeries[] {
    return this.#parts.index.match(tenant, match).map(series => {
      let [at, value] = [series.last_at, series.last_value]
      for (const { points } of this.#parts.heads.of(series)) {
        const newest = points.times.at(-1) ?? -1
        if (newest > at) [at, value] = [newest, points.values.at(-1) ?? Number.NaN]
      }
      return { ...known(series), points: at < 0 ? [] : [[at, Number.isNaN(value) ? null : value]] }
    })
  }

  /** Brings everything into the database now; it does so by itself after a while, and when there is much. */
  async seal(): Promise<void> {
    this.#block = Math.floor(this.#parts.clock.now() / blockMs)
    this.#sealedAt = this.#parts.clock.monotonic()
    try {
      await this.#sealer.seal()
      this.#failed = false
    } catch (thrown) {
      this.#failed = true
      throw thrown
    }
  }

  /** With all that is known of them, in the log too. */
  async deleteSeries(tenant: string, match: readonly Matcher[]): Promise<number> {
    return this.#sealer.alone(() => this.#writer.between(() => this.#forget(this.#parts.index.match(tenant, match))))
  }

  deleteTenant(tenant: string): Promise<number> {
    return this.deleteSeries(tenant, [])
  }

  /** Deletes what is older than `retentionOf` says, and series of which nothing is left. */
  async retain(): Promise<void> {
    const { store, rows, index, clock, retentionOf } = this.#parts
    const now = clock.now()
    const groups = Map.groupBy(index.all(), ({ tenant, class: one }) => JSON.stringify([tenant, one]))
    for (const some of groups.values()) {
      const [first] = some
      if (!first) continue
      const { samples_ms, rollups_ms } = retentionOf(first)
      const ids = some.map(({ id }) => id)
      await store.transaction(async () => {
        if (samples_ms !== undefined) await rows.expireChunks(ids, Math.floor((now - samples_ms) / blockMs))
        if (rollups_ms === undefined) return
        for (const { stepMs, slotMs } of levels)
          await rows.expireRollups(stepMs / 1_000, ids, Math.floor((now - rollups_ms) / slotMs))
      })
      if (samples_ms === undefined || rollups_ms === undefined) continue
      const isOver = ({ last_at, heads, frozen }: Series) =>
        !heads && !frozen && last_at < now - Math.max(samples_ms, rollups_ms) - dayMs
      await this.#sealer.alone(() => this.#writer.between(() => this.#forget(some.filter(isOver))))
    }
  }

  stats(): TelemetryStats {
    const { ledger, index, heads, log } = this.#parts
    const { accepted, duplicates, refused, lost } = ledger.totals
    return {
      accepted,
      duplicates,
      refused,
      lost,
      series: index.size,
      in_memory: heads.total,
      log_bytes: log.bytes,
    }
  }

  /** Whether it can take samples; the condition of the database is that of the store. */
  condition(): StoreCondition {
    return this.#parts.condition.get()
  }

  /** What was begun is on the disk; the log keeps what is not in the database. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#sealer.running?.catch(() => undefined)
    await this.#writer.stop()
    this.#parts.log.close()
    this.#parts.ledger.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  async #forget(some: readonly Series[]): Promise<number> {
    const { store, rows, index, heads } = this.#parts
    await store.transaction(() => rows.deleteSeries(some.map(({ id }) => id)))
    for (const series of some) {
      heads.drop(series)
      index.remove(series)
    }
    return some.length
  }

  /** Waits for the database where it cannot keep up, and refuses where it takes nothing. */
  async #makeRoom(): Promise<void> {
    const { heads, limits } = this.#parts
    if (heads.count < limits.samplesInMemory) return
    const sealing = this.#sealer.running ?? (this.#failed ? undefined : this.#sealSoon())
    const isFull = () => heads.frozen !== null && heads.total >= 3 * limits.samplesInMemory
    if (isFull() && !this.#failed) await sealing?.catch(() => undefined)
    if (isFull()) throw unavailable('kit.telemetry-full', {}, { retryAfterS: 10 })
  }

  #lookLater(): void {
    this.#timer = this.#parts.clock.after(lookEveryMs, () => {
      if (this.#stopped) return
      const { clock, heads } = this.#parts
      const isOld = clock.monotonic() - this.#sealedAt >= blockMs
      const isOtherBlock = Math.floor(clock.now() / blockMs) !== this.#block
      const isDue = isOld || isOtherBlock || heads.frozen !== null
      if (heads.total > 0 && isDue && !this.#sealer.running) void this.#sealSoon()
      this.#lookLater()
    })
  }

  /** A failure is the store's, which tells it; the next look tries again. */
  async #sealSoon(): Promise<void> {
    try {
      await this.seal()
    } catch (thrown) {
      this.#parts.messages.warn({ error: messageOf(thrown) }, 'samples stay in the log: they cannot be stored now')
    }
  }
}

const isAggregate = (name: string): boolean =>
  ['count', 'sum', 'min', 'max', 'avg', 'last'].includes(name) || isQuantile(name)

function known({ id, name, labels, unit, meta, class: one }: Series): KnownSeries {
  return { id, name, labels, unit, meta, class: one }
}

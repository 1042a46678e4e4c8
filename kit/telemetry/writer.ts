import { unavailable } from '../service/refusals.ts'
import { StoreFailure } from '../store/failure.ts'
import { timesOf } from './format/chunk.ts'
import { blockMs } from './format/rollup.ts'
import type { Head } from './head.ts'
import type { Parts } from './parts.ts'
import { type Appended, givenLabels, keyOf, problemOf, type RefusalReason, type Sample } from './series/sample.ts'
import type { Series } from './series/series-index.ts'

type Waiting = {
  readonly tenant: string
  readonly samples: readonly Sample[]
  readonly resolve: (appended: Appended) => void
  readonly reject: (reason: unknown) => void
}

/** Where a sample goes, or why it goes nowhere. */
type Target = Head | RefusalReason | null

type Missing = { readonly tenant: string; readonly sample: Sample }

/** One commit takes at most so many samples, unless one call alone brings more. */
const samplesAtOnce = 50_000
const mostWaiting = 2_000_000

/** One commit after the other: what is sent while one is under way shares the next. */
export class Writer {
  readonly #parts: Parts
  readonly #makeRoom: () => Promise<void>
  readonly #waiting: Waiting[] = []
  readonly #between: (() => Promise<void>)[] = []
  #waitingSamples = 0
  #running: Promise<void> | null = null

  /** `makeRoom`: settles when there is room in memory. */
  constructor(parts: Parts, makeRoom: () => Promise<void>) {
    this.#parts = parts
    this.#makeRoom = makeRoom
  }

  append(tenant: string, samples: readonly Sample[]): Promise<Appended> {
    if (this.#waitingSamples > mostWaiting) throw unavailable('kit.telemetry-busy', {}, { retryAfterS: 5 })
    this.#waitingSamples += samples.length
    return new Promise((resolve, reject) => {
      this.#waiting.push({ tenant, samples, resolve, reject })
      this.#go()
    })
  }

  /** Runs while no commit is under way. */
  between<T>(run: () => Promise<T> | T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#between.push(async () => {
        try {
          resolve(await run())
        } catch (thrown) {
          reject(thrown as Error)
        }
      })
      this.#go()
    })
  }

  /** What was begun is on the disk. */
  async stop(): Promise<void> {
    await this.#running
  }

  #go(): void {
    this.#running ??= this.#work()
  }

  async #work(): Promise<void> {
    for (;;) {
      for (const run of this.#between.splice(0)) await run()
      const group = this.#take()
      if (group.length > 0) await this.#commit(group)
      else if (this.#between.length === 0) break
    }
    // Here and not when the promise has settled: whoever comes in between would find a worker that has gone.
    this.#running = null
  }

  #take(): Waiting[] {
    let samples = 0
    let end = 0
    while (end < this.#waiting.length && (end === 0 || samples < samplesAtOnce))
      samples += this.#waiting[end++]?.samples.length ?? 0
    this.#waitingSamples -= samples
    return this.#waiting.splice(0, end)
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#makeRoom()
      const targets = group.map(({ tenant, samples }) => samples.map(one => this.#targetOf(tenant, one)))
      if (targets.some(some => some.includes(null))) await this.#complete(group, targets)
      const added = new Added(this.#parts.ledger.totals.accepted)
      const appended = group.map(({ samples }, index) => added.add(samples, targets[index] ?? []))
      try {
        if (added.ids.length > 0) await this.#parts.log.append(added)
      } catch (thrown) {
        added.undo()
        throw this.#failureOf(thrown)
      }
      this.#note(added, appended)
      for (const [index, { resolve }] of group.entries()) resolve(appended[index] ?? nothing)
    } catch (thrown) {
      for (const { reject } of group) reject(thrown)
    }
  }

  #note(added: Added, appended: readonly Appended[]): void {
    const { ledger, heads, condition } = this.#parts
    heads.added(added.ids.length)
    const sum = (count: (one: Appended) => number) => appended.reduce((all, one) => all + count(one), 0)
    const { totals } = ledger
    ledger.write({
      accepted: totals.accepted + added.ids.length,
      duplicates: totals.duplicates + sum(one => one.duplicates),
      refused: totals.refused + sum(one => one.refused.length),
      lost: totals.lost,
    })
    if (added.ids.length > 0) condition.worked()
  }

  #failureOf(thrown: unknown): unknown {
    const failure = this.#parts.diskFailure(thrown)
    if (failure instanceof StoreFailure) this.#parts.condition.failed(failure.why, failure.code)
    return failure
  }

  /** Null where the series, or what is known of it in that block, has to be asked for first. */
  #targetOf(tenant: string, sample: Sample): Target {
    const { index, heads, expiredBefore } = this.#parts
    const problem = problemOf(sample)
    if (problem) return problem
    const series = index.of(tenant, sample)
    if (!series) return null
    if (sample.at < expiredBefore(series)) return 'expired'
    return heads.find(series, Math.floor(sample.at / blockMs)) ?? null
  }

  async #complete(group: readonly Waiting[], targets: Target[][]): Promise<void> {
    const missing = group.flatMap(({ tenant, samples }, at) =>
      samples.flatMap((sample, index) => (targets[at]?.[index] === null ? [{ tenant, sample, at, index }] : [])),
    )
    const full = await this.#register(missing)
    await this.#beginHeads(missing)
    for (const { tenant, sample, at, index } of missing) {
      const row = targets[at]
      if (row) row[index] = this.#targetOf(tenant, sample) ?? (full.has(tenant) ? 'too-many-series' : null)
    }
  }

  /** Series that are new, up to as many as a tenant may have. Answers the tenants that have as many. */
  async #register(missing: readonly Missing[]): Promise<Set<string>> {
    const { index, rows, store, limits } = this.#parts
    const added = new Map<string, Missing>()
    const counts = new Map<string, number>()
    const full = new Set<string>()
    for (const { tenant, sample } of missing) {
      const key = keyOf(sample.name, givenLabels(sample.labels))
      if (index.byKey(tenant, key) || added.has(`${tenant}\0${key}`)) continue
      const count = (counts.get(tenant) ?? index.countOf(tenant)) + 1
      if (count > limits.seriesOfTenant) {
        full.add(tenant)
        continue
      }
      counts.set(tenant, count)
      added.set(`${tenant}\0${key}`, { tenant, sample })
    }
    if (added.size === 0) return full
    const series = [...added.values()].map(({ tenant, sample }) => ({
      tenant,
      name: sample.name,
      labels: givenLabels(sample.labels),
      unit: sample.unit ?? null,
      meta: null,
      class: sample.class ?? '',
      first_at: sample.at,
      last_at: -1,
      last_value: null,
    }))
    const ids = await store.transaction(() => rows.addSeries(series))
    for (const [at, id] of ids.entries()) {
      const one = series[at]
      if (one) index.add({ ...one, id })
    }
    return full
  }

  async #beginHeads(missing: readonly Missing[]): Promise<void> {
    const { index, heads, rows, expiredBefore } = this.#parts
    const wanted = new Map<string, { readonly series: Series; readonly block: number }>()
    for (const { tenant, sample } of missing) {
      const series = index.of(tenant, sample)
      const block = Math.floor(sample.at / blockMs)
      if (!series || sample.at < expiredBefore(series) || heads.find(series, block)) continue
      wanted.set(`${block} ${series.id}`, { series, block })
    }
    const places = [...wanted.values()]
    const blocks = [...new Set(places.map(({ block }) => block))]
    const ids = [...new Set(places.map(({ series }) => series.id))]
    // What is on its way into the database is known from here or from there: not from neither.
    await heads.whileStill(
      () => rows.chunks(blocks, ids),
      chunks => {
        const stored = Map.groupBy(chunks, ({ block, series_id }) => `${block} ${series_id}`)
        for (const [key, { series, block }] of wanted)
          heads.begin(
            series,
            block,
            (stored.get(key) ?? []).map(({ samples }) => timesOf(samples)),
          )
      },
    )
  }
}

const nothing: Appended = { accepted: 0, duplicates: 0, refused: [] }

/** What one commit adds, as the log takes it. */
class Added {
  readonly first: number
  readonly ids: number[] = []
  readonly times: number[] = []
  readonly values: number[] = []
  readonly #heads: Head[] = []

  /** `before`: so many were accepted since the store began. */
  constructor(before: number) {
    this.first = before + 1
  }

  add(samples: readonly Sample[], targets: readonly Target[]): Appended {
    const before = this.ids.length
    let duplicates = 0
    const refused: { index: number; reason: RefusalReason }[] = []
    for (let index = 0; index < samples.length; index++) {
      const target = targets[index]
      const sample = samples[index]
      if (!sample || !target) continue
      if (typeof target === 'string') refused.push({ index, reason: target })
      // Zero has one sign only.
      else if (target.add(sample.at, (sample.value ?? Number.NaN) + 0)) this.#note(target, sample)
      else duplicates += 1
    }
    return { accepted: this.ids.length - before, duplicates, refused }
  }

  undo(): void {
    for (const [index, head] of this.#heads.entries()) head.remove(this.times[index] ?? -1)
  }

  #note(head: Head, { at, value }: Sample): void {
    this.#heads.push(head)
    this.ids.push(head.series.id)
    this.times.push(at)
    this.values.push((value ?? Number.NaN) + 0)
  }
}

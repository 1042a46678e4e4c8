import { unavailable } from '../../../contracts/refusals.ts'
import type { Clock, Timer } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { StoreFailure } from '../../../kit/store/failure.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { CommentStore, NewComment } from '../comments/comment-store.ts'
import type { ReportStore } from '../history/report-store.ts'
import { addTo, type Counts, type CountsByComponent } from './minute-counts.ts'

/** So long the first report of a batch waits for others. */
const gatherMs = 100

type Waiting = { readonly resolve: () => void; readonly reject: (thrown: unknown) => void }
type Batch = { minutes: Map<number, Map<string, Counts>>; comments: NewComment[]; waiting: Waiting[] }
export type Entry = {
  readonly minute: number
  readonly component_id: string
  readonly counts: Counts | null
  readonly comment: NewComment | null
}

type Deps = {
  readonly store: Store
  readonly reports: ReportStore
  readonly comments: CommentStore
  readonly clock: Clock
  readonly log: Log
}

/** Reports gather for a moment and are committed together; whoever sent one is answered when it is on disk. */
export class ReportJournal {
  readonly #deps: Deps
  #batch: Batch = newBatch()
  #timer: Timer | undefined
  #flushing: Promise<void> = Promise.resolve()
  /** Committed, and of minutes that are not evaluated yet. */
  readonly #open: Map<number, Map<string, Counts>>

  private constructor(deps: Deps, open: Map<number, Map<string, Counts>>) {
    this.#deps = deps
    this.#open = open
  }

  static async open(deps: Deps): Promise<ReportJournal> {
    const open = new Map<number, Map<string, Counts>>()
    for (const { minute, counts } of await deps.reports.batches()) merge(open, minute, new Map(counts))
    return new ReportJournal(deps, open)
  }

  /** Resolves once it is on disk. */
  add({ minute, component_id, counts, comment }: Entry): Promise<void> {
    if (counts) merge(this.#batch.minutes, minute, new Map([[component_id, counts]]))
    if (comment) this.#batch.comments.push(comment)
    this.#timer ??= this.#deps.clock.after(gatherMs, () => void this.flush())
    return new Promise((resolve, reject) => this.#batch.waiting.push({ resolve, reject }))
  }

  /** Everything added before is on disk afterwards, or its senders got the answer that it is not. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.then(() => this.#commit())
    return this.#flushing
  }

  /** Of the minutes up to this one, each apart. */
  openThrough(minute: number): ReadonlyMap<number, CountsByComponent> {
    return new Map([...this.#open].filter(([at]) => at <= minute))
  }

  closeThrough(minute: number): void {
    for (const at of this.#open.keys()) if (at <= minute) this.#open.delete(at)
  }

  /** Of minutes that are still to come: the clock was ahead of the time. */
  isAheadOf(minute: number): boolean {
    return [...this.#open.keys()].some(at => at > minute)
  }

  returnToPresent(minute: number): void {
    for (const [at, counts] of [...this.#open]) {
      if (at <= minute) continue
      this.#open.delete(at)
      merge(this.#open, minute, counts)
    }
  }

  async #commit(): Promise<void> {
    this.#timer?.cancel()
    this.#timer = undefined
    const batch = this.#batch
    if (batch.waiting.length === 0 && batch.minutes.size === 0) return
    this.#batch = newBatch()
    const { store, reports, comments, log } = this.#deps
    try {
      await store.transaction(async () => {
        for (const [minute, counts] of batch.minutes) await reports.addBatch(minute, counts)
        await comments.add(batch.comments)
        store.afterCommit(() => {
          for (const [minute, counts] of batch.minutes) merge(this.#open, minute, counts)
        })
      })
      for (const { resolve } of batch.waiting) resolve()
    } catch (thrown) {
      const reports_waiting = batch.waiting.length
      const isKnown = thrown instanceof StoreFailure
      // That nothing can be stored is logged once for all, by the watch over the stores.
      if (!isKnown) log.error({ err: thrown, reports: reports_waiting }, 'reports are not stored; they wait')
      this.#keep(batch)
      const refusal = isKnown ? thrown : unavailable('reports.not-stored', {}, { retryAfterS: 5 })
      for (const { reject } of batch.waiting) reject(refusal)
    }
  }

  /** Their senders are marked as having reported: what they said must not be lost. */
  #keep({ minutes }: Batch): void {
    for (const [minute, counts] of minutes) merge(this.#batch.minutes, minute, counts)
  }
}

const newBatch = (): Batch => ({ minutes: new Map(), comments: [], waiting: [] })

function merge(into: Map<number, Map<string, Counts>>, minute: number, added: CountsByComponent): void {
  const known = into.get(minute) ?? new Map<string, Counts>()
  into.set(minute, known)
  for (const [component_id, counts] of added) addTo(known, component_id, counts)
}

import { say } from '../../../contracts/messages/words.ts'
import { iso, sleep } from '../../../kit/runtime/clock.ts'
import type { Fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import { StoreFailure } from '../../../kit/store/failure.ts'
import { type SavedBeat, saveBeats } from '../definitions/check-store.ts'
import type { ResultJournal } from '../results/result-journal.ts'
import { writeCheckpoint } from '../results/result-store.ts'
import { type History, type Interval, saveHistory } from './state-store.ts'

export type StateChange = History & {
  readonly beats?: readonly SavedBeat[]
  readonly facts?: readonly Fact[]
}

type Deps = Pick<Context, 'store' | 'publish' | 'clock' | 'log'> & {
  readonly journal: ResultJournal
  readonly onCommit: (change: StateChange) => void
}

type Waiting = {
  readonly change: StateChange
  readonly done: () => void
  /** It was tried in vain, and goes on to be tried. */
  readonly refused: (thrown: unknown) => void
}

const retryMs = 1_000
/** Memory is bounded: beyond so many that wait, the older half of history becomes one stretch of not knowing per check. */
const mostWaiting = 50_000
/** A transaction holds up everybody else; more changes than this share the next one. */
const changesAtOnce = 200
/** A commit waits for the disk and everybody with it: so many times as long is left to the others before the next one. */
const breathing = 2

/**
 * Commits changes of state at once, with the results that led to them and the events that publish them. What comes while
 * a commit runs shares the next one: five hundred services that fail together are a few commits, not five hundred.
 */
export class StateWriter {
  readonly #deps: Deps
  #waiting: Waiting[] = []
  #running: Promise<void> | null = null
  #stopped = false

  constructor(deps: Deps) {
    this.#deps = deps
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Resolves when it is on disk, however long that takes. */
  record(change: StateChange): Promise<void> {
    return new Promise(done => this.#add({ change, done, refused: () => undefined }))
  }

  /** For who waits for the answer: throws when it cannot be stored now. It is kept all the same, and stored later. */
  recordNow(change: StateChange): Promise<void> {
    return new Promise((done, refused) => this.#add({ change, done, refused }))
  }

  /** Waits for what is under way; what a refusing database has not taken by then is seen again after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  #add(waiting: Waiting): void {
    this.#waiting.push(waiting)
    this.#running ??= this.#run()
  }

  async #run(): Promise<void> {
    // Changes of the same turn belong together.
    await null
    const { clock, log } = this.#deps
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch()
      const began = clock.monotonic()
      try {
        await this.#commit(batch.map(({ change }) => change))
      } catch (thrown) {
        const waiting = this.#waiting.length
        // That nothing can be stored is said once for all, by whoever watches over the stores.
        if (thrown instanceof StoreFailure) log.debug({ code: thrown.code, waiting }, 'changes wait to be stored')
        else log.error({ err: thrown, waiting }, 'changes could not be stored; trying again')
        for (const { refused } of this.#waiting) refused(thrown)
        if (this.#waiting.length > mostWaiting) this.#waiting = thinned(this.#waiting)
        if (this.#stopped) break
        await sleep(clock, retryMs)
        continue
      }
      this.#waiting.splice(0, batch.length)
      for (const { done } of batch) done()
      const took = clock.monotonic() - began
      if (this.#waiting.length < changesAtOnce && took > 1) await sleep(clock, breathing * took)
    }
    this.#running = null
  }

  /** A cut divides: what was written before it is cut too, what comes with it and after it is not. */
  #nextBatch(): Waiting[] {
    const cut = this.#waiting.findIndex(({ change }, index) => index > 0 && typeof change.cut_after === 'number')
    return this.#waiting.slice(0, cut < 0 ? changesAtOnce : Math.min(cut, changesAtOnce))
  }

  async #commit(changes: readonly StateChange[]): Promise<void> {
    const { store, journal, publish, clock, onCommit } = this.#deps
    const { beats, facts, ...history } = merged(changes)
    await store.transaction(async () => {
      await journal.writePending()
      await saveHistory(store, history)
      await saveBeats(store, beats)
      await writeCheckpoint(store, 'seen', iso(clock.now()))
      await publish(...facts)
      store.afterCommit(() => {
        for (const change of changes) onCommit(change)
      })
    })
  }
}

/** Of each check the last state and heartbeat, and all that happened in between. */
function merged(changes: readonly StateChange[]): Required<StateChange> {
  const beats = changes.flatMap(change => change.beats ?? [])
  return {
    states: [...new Map(changes.flatMap(change => change.states ?? []))],
    intervals: changes.flatMap(change => change.intervals ?? []),
    beats: [...new Map(beats.map(one => [one.check_id, one])).values()],
    facts: changes.flatMap(change => change.facts ?? []),
    cut_after: changes.find(change => typeof change.cut_after === 'number')?.cut_after ?? null,
  }
}

/** The older half keeps of each check only where it stands and what is to be published; the time in between is unknown. */
function thinned(waiting: readonly Waiting[]): Waiting[] {
  const half = Math.floor(waiting.length / 2)
  const older = waiting.slice(0, half)
  const change = merged(older.map(one => one.change))
  const first = new Map<string, Interval>()
  for (const interval of change.intervals) {
    if (!first.has(interval.check_id)) first.set(interval.check_id, interval)
  }
  const reason = say('vigie.not-stored')
  const intervals = [...first.values()].map(interval => ({ ...interval, state: 'unknown' as const, reason }))
  const kept: Waiting = {
    change: { ...change, intervals },
    done: () => {
      for (const { done } of older) done()
    },
    refused: () => undefined,
  }
  return [kept, ...waiting.slice(half)]
}

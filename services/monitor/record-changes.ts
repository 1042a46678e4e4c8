import type { Clock } from '../../kit/clock.ts'
import { iso, sleep } from '../../kit/clock.ts'
import type { Fact } from '../../kit/event.ts'
import type { Log } from '../../kit/log.ts'
import type { Context } from '../../kit/service.ts'
import type { Store } from '../../kit/store.ts'
import { type Heartbeat, saveHeartbeats } from './heartbeat-store.ts'
import { writeMark } from './mark-store.ts'
import type { ResultJournal } from './result-journal.ts'
import { type History, writeHistory } from './write-history.ts'

/** Everything that one change writes. */
export type Change = History & {
  readonly heartbeats?: readonly Heartbeat[]
  readonly facts?: readonly Fact[]
}

export type Recording = {
  readonly store: Store
  readonly journal: ResultJournal
  readonly publish: Context['publish']
  readonly clock: Clock
  readonly log: Log
  readonly committed: (change: Change) => void
}

type Waiting = { readonly change: Change; readonly done: () => void }

const retryMs = 1_000
/** A transaction holds up everybody else; more changes than this share the next one. */
const changesAtOnce = 200
/** A commit waits for the disk and everybody with it: so many times as long is left to the others before the next one. */
const breathing = 2

/**
 * Commits changes of state at once, with the results that led to them and the events that tell of them. What comes while
 * a commit runs shares the next one: five hundred services that fail together are a few commits, not five hundred.
 */
export class ChangeRecorder {
  readonly #recording: Recording
  #waiting: Waiting[] = []
  #running: Promise<void> | null = null
  #stopped = false

  constructor(recording: Recording) {
    this.#recording = recording
  }

  get waiting(): number {
    return this.#waiting.length
  }

  /** Resolves when it is on disk. */
  record(change: Change): Promise<void> {
    return new Promise(done => {
      this.#waiting.push({ change, done })
      this.#running ??= this.#run()
    })
  }

  /** Waits for what is under way; what a refusing database has not taken by then is seen again after the next start. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  async #run(): Promise<void> {
    // Changes of the same turn belong together.
    await null
    const { clock, log } = this.#recording
    while (this.#waiting.length > 0) {
      const batch = this.#nextBatch()
      const began = clock.monotonic()
      try {
        await this.#commit(batch.map(({ change }) => change))
      } catch (thrown) {
        log.error({ err: thrown, waiting: this.#waiting.length }, 'changes could not be stored; trying again')
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

  async #commit(changes: readonly Change[]): Promise<void> {
    const { store, journal, publish, clock, committed } = this.#recording
    await store.transaction(async () => {
      await journal.writePending()
      await writeHistory(store, {
        states: [...new Map(changes.flatMap(change => change.states ?? []))],
        intervals: changes.flatMap(change => change.intervals ?? []),
        cut_after: changes[0]?.cut_after ?? null,
      })
      const heartbeats = changes.flatMap(change => change.heartbeats ?? [])
      await saveHeartbeats(store, [...new Map(heartbeats.map(one => [one.check_id, one])).values()])
      await writeMark(store, 'seen', iso(clock.now()))
      await publish(...changes.flatMap(change => change.facts ?? []))
      store.afterCommit(() => {
        for (const change of changes) committed(change)
      })
    })
  }
}

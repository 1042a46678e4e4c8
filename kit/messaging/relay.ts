import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock, Timer } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Envelope } from '../event.ts'
import type { Log } from '../log.ts'
import { StoreFailure } from '../store/failure.ts'
import type { Store } from '../store.ts'
import type { Heard } from './inbox.ts'
import { type OutboxRow, readOutbox, readOutboxRows } from './outbox.ts'
import { RelayState } from './relay-state.ts'

/** One listener of one service's outbox: an inbox in this process, or a peer behind HTTP. Throws when it is not there. */
export type Listener = {
  readonly name: string
  hear(events: readonly Envelope[]): Promise<readonly Heard[]>
}

const largestBatch = 200
/** A database that works in this thread lets nobody else have a turn: batches are kept about so long. */
const batchMs = 20
/** Only a net, for commits of other programs and for retries: every commit of this one wakes the relay. */
const pollMs = 1_000
const absentDelayMs = (failures: number): number => Math.min(10_000, 200 * 2 ** failures)

/** Carries one service's outbox to one listener, in order, at least once; the listener remembers what it has handled. */
export class Relay {
  readonly #store: Store
  readonly #listener: Listener
  readonly #state: RelayState
  readonly #clock: Clock
  readonly #log: Log
  /** A commit wakes the relay, but who made it and how deep their calls were is not the listener's business. */
  readonly #apart = AsyncLocalStorage.snapshot()
  #cursor: number | undefined
  #batch = largestBatch / 4
  #absences = 0
  /** What the store was when nothing was left to carry; undefined while something waits. */
  #doneAt: number | undefined
  #stopped = false
  #woken = false
  #running: Promise<void> | undefined
  #timer: Timer | undefined

  constructor(store: Store, listener: Listener, { clock, log }: { clock: Clock; log: Log }) {
    this.#store = store
    this.#listener = listener
    this.#state = new RelayState(store, listener.name, clock)
    this.#clock = clock
    this.#log = log
    this.#start()
  }

  /** An absent listener is asked again after its delay, not at each commit. */
  wake(): void {
    if (this.#absences === 0) this.#start()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#timer?.cancel()
    await this.#running
  }

  #start(): void {
    this.#timer?.cancel()
    if (this.#running || this.#stopped) {
      this.#woken = true
      return
    }
    this.#running = this.#apart(() => this.#run()).finally(() => {
      this.#running = undefined
      if (this.#stopped) return
      this.#rearm()
      if (this.#woken) this.wake()
    })
  }

  #rearm(): void {
    this.#timer = this.#clock.after(this.#absences > 0 ? absentDelayMs(this.#absences) : pollMs, () => {
      if (this.#doneAt !== undefined && this.#doneAt === this.#store.revision()) this.#rearm()
      else this.#start()
    })
  }

  async #run(): Promise<void> {
    this.#woken = false
    this.#doneAt = undefined
    try {
      const revision = this.#store.revision()
      while (!this.#stopped && (await this.#relayNew())) await turnOfOthers()
      const waiting = this.#stopped ? 0 : await this.#retryDue()
      this.#absences = 0
      if (waiting === 0) this.#doneAt = revision
    } catch (thrown) {
      // That nothing can be stored is said once for all, by whoever watches over the stores.
      if (this.#absences === 0 && !(thrown instanceof StoreFailure)) {
        this.#log.warn(
          { listener: this.#listener.name, error: messageOf(thrown) },
          'listener is absent; its events wait',
        )
      }
      // To find out costs next to nothing, and what has waited for a store should not wait for us as well.
      this.#absences = thrown instanceof StoreFailure ? 1 : this.#absences + 1
    }
  }

  async #relayNew(): Promise<boolean> {
    this.#cursor ??= await this.#state.cursor()
    const rows = await readOutbox(this.#store, this.#cursor, this.#batch)
    const newest = rows.at(-1)
    if (!newest) return this.#woken && this.#rest()
    const began = this.#clock.monotonic()
    const blocked = await this.#state.blockedSubjects()
    const failed = await this.#deliver(rows.filter(row => !blocked.has(row.event.subject)))
    const waiting = rows.filter(row => blocked.has(row.event.subject) || failed.has(row.seq))
    await this.#state.advance(newest.seq, waiting, failed)
    this.#cursor = newest.seq
    this.#batch = nextBatch(rows.length, this.#clock.monotonic() - began)
    return true
  }

  #rest(): boolean {
    this.#woken = false
    return true
  }

  /** Answers how many waited, due or not. */
  async #retryDue(): Promise<number> {
    const waiting = await this.#state.waiting()
    for (const due of this.#state.due(waiting)) {
      const [row] = await readOutboxRows(this.#store, [due.seq])
      const error = row ? ((await this.#deliver([row])).get(due.seq) ?? null) : null
      const parked = await this.#state.tried(due, error)
      const facts = { listener: this.#listener.name, event: row?.event.id, type: row?.event.type, error }
      if (parked) this.#log.error(facts, 'event parked after its last try')
    }
    return waiting.length
  }

  /** Answers the errors by outbox sequence. */
  async #deliver(rows: readonly OutboxRow[]): Promise<Map<number, string>> {
    const failed = new Map<number, string>()
    if (rows.length === 0) return failed
    const seqOf = new Map(rows.map(row => [row.event.id, row.seq]))
    for (const { id, error } of await this.#listener.hear(rows.map(row => row.event))) {
      const seq = seqOf.get(id)
      if (error !== null && seq !== undefined) failed.set(seq, error)
    }
    return failed
  }
}

/** Thousands of events, as after the first start with thousands of services, must not keep checks and requests waiting. */
const turnOfOthers = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

/** As many as would have taken the right time, but not many more than were tried. */
function nextBatch(size: number, took: number): number {
  const fitting = took < batchMs / 2 ? 2 * size : (size * batchMs) / took
  return Math.max(10, Math.min(largestBatch, Math.ceil(fitting)))
}

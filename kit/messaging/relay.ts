import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock, Timer } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { turnOfOthersWhenLong } from '../runtime/loop-turns.ts'
import { messageOf } from '../service/errors.ts'
import { StoreFailure } from '../store/failure.ts'
import type { Store } from '../store/store.ts'
import { deliverRows } from './deliver-rows.ts'
import { batchBytes, batchEvents } from './limits.ts'
import { type Listener, Unanswered } from './listener.ts'
import { envelopeOf, type OutboxRow, readOutbox, readOutboxRow, readWaiting } from './outbox.ts'
import { RelayState, type RetryRow, triesBeforeParking } from './relay-state.ts'

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
  /** After a batch that was not answered in time only so many are tried, until that goes well again. */
  #most = batchEvents
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

  /** Whether something may be there that the listener has not heard. */
  get isBusy(): boolean {
    return this.#absences > 0 || this.#running !== undefined
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
      do await turnOfOthersWhenLong()
      while (!this.#stopped && (await this.#relaySome()))
      this.#absences = 0
      if (!this.#stopped && !(await this.#state.isWaiting())) this.#doneAt = revision
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

  /** Both take their turn: neither a flood of new events nor many retries keep the others waiting. */
  async #relaySome(): Promise<boolean> {
    const news = await this.#relayNew()
    const retried = await this.#retryDue()
    return news || retried
  }

  async #relayNew(): Promise<boolean> {
    this.#cursor ??= await this.#state.cursor()
    const rows = await readOutbox(this.#store, this.#cursor, { events: this.#most, bytes: batchBytes })
    const newest = rows.at(-1)
    if (!newest) return this.#woken && this.#rest()
    const wanted = rows.filter(row => this.#listener.types?.has(row.type) ?? true)
    const blocked = await this.#state.blocked(wanted)
    const failed = await this.#deliver(wanted.filter(row => !blocked.has(row.subject)))
    const waiting = wanted.filter(row => blocked.has(row.subject) || failed.has(row.seq))
    await this.#state.advance(newest.seq, waiting, failed)
    this.#cursor = newest.seq
    this.#most = Math.min(batchEvents, 2 * this.#most)
    return true
  }

  #rest(): boolean {
    this.#woken = false
    return true
  }

  /** Answers whether there was anything to do. */
  async #retryDue(): Promise<boolean> {
    const due = await this.#state.due()
    for (const one of due) {
      if (this.#stopped) break
      if (await this.#retry(one)) await this.#followUp(one.subject)
    }
    return due.length > 0
  }

  /** Answers whether its subject can go on at once. */
  async #retry(due: RetryRow): Promise<boolean> {
    const row = await readOutboxRow(this.#store, due.seq)
    const error = row ? (await this.#deliver([row])).get(due.seq) : undefined
    if (!row || error === undefined) {
      await this.#state.delivered([due.seq])
      return true
    }
    const isLast = due.attempts + 1 >= triesBeforeParking
    // First at the listener: a listener that is gone now has not failed for the last time.
    const event = envelopeOf(this.#store, row)
    if (isLast && event) await this.#listener.park(event, error)
    await this.#state.failed(due, error, isLast)
    const facts = { listener: this.#listener.name, event: row.id, type: row.type, error }
    if (isLast) this.#log.error(facts, 'event parked after its last try')
    return isLast
  }

  /** What waited behind an event that is through, until the next one that fails. */
  async #followUp(subject: string): Promise<void> {
    const behind = { consumer: this.#listener.name, subject }
    for (;;) {
      const rows = await readWaiting(this.#store, behind, { events: this.#most, bytes: batchBytes })
      if (rows.length === 0 || this.#stopped) return
      const failed = await this.#deliver(rows)
      await this.#state.delivered(rows.map(row => row.seq).filter(seq => !failed.has(seq)))
      for (const [seq, error] of failed) await this.#state.failed({ seq, attempts: 0 }, error)
      if (failed.size > 0) return
      await turnOfOthersWhenLong()
    }
  }

  /** For people to see; nothing is asked of the database while nothing waits. */
  async counts(): Promise<{ readonly waiting: number; readonly absent: boolean }> {
    return { waiting: await this.#state.countWaiting(), absent: this.#absences > 0 }
  }

  async #deliver(rows: readonly OutboxRow[]): Promise<ReadonlyMap<number, string>> {
    try {
      return await deliverRows(this.#store, this.#listener, rows)
    } catch (thrown) {
      if (thrown instanceof Unanswered) this.#most = Math.max(1, Math.floor(rows.length / 2))
      throw thrown
    }
  }
}

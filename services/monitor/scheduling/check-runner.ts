import { setMaxListeners } from 'node:events'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import type { Histogram } from '../../../kit/metrics/metrics.ts'
import type { Clock, Timer } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { hangsAfter } from '../definitions/check.ts'
import type { Look } from '../probes/kind/kind.ts'
import type { WatchedCheck, WatchedChecks } from './check-runtime.ts'
import { lookOnce } from './probe-once.ts'
import { Schedule, type Slot } from './schedule.ts'

export type Running = {
  readonly checks: WatchedChecks
  readonly clock: Clock
  readonly log: Log
  readonly network: OutgoingPolicy
  readonly redactor: Redactor
  /** How late looks begin, in seconds. */
  readonly lateness: Histogram
  /** Says what a look means. */
  readonly hear: (watched: WatchedCheck, look: Look, elapsed: number) => void
}

type Waiter = { readonly resolve: (look: Look) => void; readonly reject: (thrown: unknown) => void }

const stopWithinMs = 2_000
const overdueMs = 5_000

/** Looks at each check when it is due: one timer for all, nothing awaited but the look itself. */
export class CheckRunner {
  /** Slots that came while the check was still being looked at. */
  skipped = 0
  in_flight = 0
  readonly #running: Running
  readonly #schedule: Schedule
  readonly #waiters = new Map<string, Waiter[]>()
  #timer: Timer | undefined
  #timerDue = Number.POSITIVE_INFINITY
  #begun = false
  readonly #stopping = new AbortController()

  constructor(running: Running) {
    const { clock } = running
    this.#running = running
    this.#schedule = new Schedule(clock.now() - clock.monotonic())
    // One listener per look under way.
    setMaxListeners(0, this.#stopping.signal)
  }

  get missed(): number {
    return this.#schedule.missed
  }

  /** Looks begin when they are due. */
  isWell(): boolean {
    const due = this.#schedule.nextDue() ?? Number.POSITIVE_INFINITY
    return this.#begun && this.#now() - due < overdueMs
  }

  begin(): void {
    this.#begun = true
    for (const watched of this.#running.checks.all()) this.set(watched)
  }

  /** A check is new or changed. One that keeps its interval keeps its slots. */
  set({ check }: WatchedCheck): void {
    if (!this.#begun) return
    if (check.definition.paused) this.#schedule.remove(check.id)
    else this.#schedule.set(check.id, check.interval_ms, this.#now())
    this.#arm()
  }

  remove({ check }: WatchedCheck): void {
    this.#schedule.remove(check.id)
  }

  /** Everything once, soon, spread as after a start. */
  spread(): void {
    this.#schedule.spread(this.#now())
    this.#arm()
  }

  /** The next look comes after the pause of a re-check, unless the attempts under way would already confirm what it is for. */
  lookSoon(watched: WatchedCheck): void {
    if (watched.in_flight > 0 && !this.#mayStartAnother(watched)) return
    this.#schedule.also(watched.check.id, this.#now() + watched.check.recheck_ms, 'soon')
    this.#arm()
  }

  /** A look outside the schedule, or the one that is under way. */
  look(watched: WatchedCheck): Promise<Look> {
    return new Promise((resolve, reject) => {
      const { id } = watched.check
      this.#waiters.set(id, [...(this.#waiters.get(id) ?? []), { resolve, reject }])
      if (watched.in_flight > 0) return
      this.#start(watched)
      this.#arm()
    })
  }

  /** Begins nothing more, gives what is under way a moment to end, and lets go of the rest. */
  async stop(): Promise<void> {
    this.#begun = false
    this.#timer?.cancel()
    const { clock } = this.#running
    await new Promise<void>(resolve => {
      const until = clock.monotonic() + stopWithinMs
      const wait = (): void => {
        if (this.in_flight === 0 || clock.monotonic() >= until) resolve()
        else clock.after(10, wait)
      }
      wait()
    })
    this.#stopping.abort()
  }

  #now(): number {
    return this.#running.clock.monotonic()
  }

  #arm(): void {
    const due = this.#schedule.nextDue()
    if (!this.#begun || due === undefined || due === this.#timerDue) return
    this.#timer?.cancel()
    this.#timerDue = due
    this.#timer = this.#running.clock.after(Math.max(0, due - this.#now()), () => this.#wake())
  }

  #wake(): void {
    this.#timerDue = Number.POSITIVE_INFINITY
    for (let slot = this.#schedule.take(this.#now()); slot; slot = this.#schedule.take(this.#now())) this.#due(slot)
    this.#arm()
  }

  #due({ id, reason, due }: Slot): void {
    const watched = this.#running.checks.byId(id)
    if (!watched) return
    const hangs = this.#now() >= watched.hanging_at - 1
    if (watched.in_flight === 0 || (hangs && this.#mayStartAnother(watched))) {
      this.#running.lateness.observe((this.#now() - due) / 1000)
      this.#start(watched)
      return
    }
    if (reason === 'slot') this.skipped += 1
    if (watched.hanging_at > this.#now()) this.#schedule.also(id, watched.hanging_at, 'hanging')
  }

  /** Confirming attempts may overlap, but there are never more of them than a confirmation needs. */
  #mayStartAnother({ check, in_flight, runs }: WatchedCheck): boolean {
    return in_flight + runs.failing.count < check.rule.failure_threshold
  }

  #start(watched: WatchedCheck): void {
    const { clock, log, network, redactor } = this.#running
    const began = this.#now()
    watched.in_flight += 1
    this.in_flight += 1
    const failing = watched.state.settled === 'down' || watched.state.settled === 'degraded'
    if (!failing && this.#mayStartAnother(watched)) {
      watched.hanging_at = began + hangsAfter(watched.check)
      this.#schedule.also(watched.check.id, watched.hanging_at, 'hanging')
    } else watched.hanging_at = Number.POSITIVE_INFINITY
    const { beat, watched_since } = watched
    const stopping = this.#stopping.signal
    lookOnce(watched.check, { clock, network, redactor, beat, watched_since, stopping })
      .finally(() => this.#ended(watched))
      .then(look => this.#end(watched, look, this.#now() - began))
      .catch((thrown: unknown) => {
        log.error({ err: thrown, check: watched.check.definition.name }, 'a look failed in an unforeseen way')
        for (const { reject } of this.#waitersOf(watched)) reject(thrown)
      })
  }

  #end(watched: WatchedCheck, look: Look, elapsed: number): void {
    const { id } = watched.check
    // Unless it was taken out or paused while it was being looked at, or nobody listens any more.
    const counts = this.#running.checks.byId(id) === watched && !watched.check.definition.paused
    if (counts && !this.#stopping.signal.aborted) this.#running.hear(watched, look, elapsed)
    for (const { resolve } of this.#waitersOf(watched)) resolve(look)
  }

  #waitersOf({ check }: WatchedCheck): readonly Waiter[] {
    const waiters = this.#waiters.get(check.id) ?? []
    this.#waiters.delete(check.id)
    return waiters
  }

  #ended(watched: WatchedCheck): void {
    watched.in_flight -= 1
    this.in_flight -= 1
    if (watched.in_flight > 0) return
    watched.hanging_at = Number.POSITIVE_INFINITY
    this.#schedule.onlySlot(watched.check.id)
  }
}

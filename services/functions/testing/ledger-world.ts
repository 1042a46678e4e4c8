import type { Signal } from '../../../contracts/incidents/signal.ts'
import { say } from '../../../kit/messages/kit-catalogue.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { silentLog } from '../../../kit/runtime/log.ts'
import { StoreFailure } from '../../../kit/store/failure.ts'
import type { Store } from '../../../kit/store/store.ts'
import { endOccurrence } from '../schedules/end-occurrence.ts'
import type { Definition } from '../schedules/schedule-definition.ts'
import { ScheduleStore } from '../schedules/schedule-store.ts'
import { Scheduler, type SchedulerDeps } from '../schedules/scheduler.ts'

export const definitionOf = (id: string, cron: string, time_zone: string): Definition => ({
  id,
  function: id,
  cron,
  time_zone,
  catch_up: 'last',
  catch_up_window_ms: 86_400_000,
  overlap: 'skip',
  jitter_ms: 0,
  grace_ms: 60_000,
  component: 'functions',
  reason: null,
})

/** A scheduler whose runs succeed at once, in time that passes only from one thing that is due to the next. */
export class LedgerWorld {
  readonly schedules: ScheduleStore
  readonly accepted: string[] = []
  readonly signals: Signal[] = []
  isLocked = false
  now: number
  #due: { at: number; run: () => unknown } | undefined
  #jumped: (() => void) | undefined
  #scheduler: Scheduler
  readonly #deps: SchedulerDeps

  constructor(store: Store, now: number) {
    this.now = now
    this.schedules = new ScheduleStore(store)
    this.#deps = {
      store: { ...store, transaction: run => (this.isLocked ? Promise.reject(locked()) : store.relaxed(run)) },
      schedules: this.schedules,
      clock: this.#clock(),
      log: silentLog(),
      functions: { get: () => ({}) as ReturnType<SchedulerDeps['functions']['get']> },
      stored: { find: async () => undefined },
      publish: async (...facts) => {
        this.signals.push(...facts.map(({ data }) => data as Signal))
      },
      runs: {
        accept: async ({ id = '', reference = null }) => {
          this.accepted.push(id)
          await endOccurrence(this.#deps, { state: 'succeeded', reference, reason: null })
          return id
        },
        cancel: async () => true,
      },
    }
    this.#scheduler = new Scheduler(this.#deps)
  }

  use(definitions: readonly Definition[]): Promise<void> {
    return this.#scheduler.use(definitions)
  }

  /** Until then everything happens when it is due. */
  async reach(time: number): Promise<void> {
    for (let due = this.#due; due && due.at <= time; due = this.#due) {
      this.#due = undefined
      this.now = Math.max(this.now, due.at)
      await due.run()
    }
    this.now = time
  }

  /** The clock is another one, or nothing ran meanwhile. */
  async jump(time: number): Promise<void> {
    this.now = time
    this.#jumped?.()
    await this.reach(time)
  }

  /** The program ends, and another one begins on what it left, at that time. */
  async restart(time: number, definitions: readonly Definition[]): Promise<void> {
    await this.#scheduler.stop()
    this.#due = undefined
    this.now = time
    this.#scheduler = new Scheduler(this.#deps)
    await this.use(definitions)
  }

  #clock(): Clock {
    return {
      now: () => this.now,
      monotonic: () => this.now,
      after: (ms, run) => {
        const due = { at: this.now + ms, run }
        this.#due = due
        return {
          cancel: () => {
            if (this.#due === due) this.#due = undefined
          },
        }
      },
      onJump: listener => {
        this.#jumped = listener as () => void
        return () => undefined
      },
    }
  }
}

const locked = () => new StoreFailure('store.busy', { why: say('store.busy'), cause: null })

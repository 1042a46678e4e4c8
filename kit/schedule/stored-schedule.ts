import type { Clock, Timer } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { messageOf } from '../service/errors.ts'
import { StoreFailure } from '../store/failure.ts'
import { CronTimes } from './cron-times.ts'
import { logFailure } from './interval.ts'
import { claimMs, type RunStore, type ScheduleRun } from './run-store.ts'
import type { RunningSchedule, Schedule, ScheduleView, Timing } from './schedule.ts'

export type StoredParts = { readonly clock: Clock; readonly log: Log; readonly runs: RunStore }

type Stored = Exclude<Timing, { kind: 'interval' }>

/** A start has enough to do; and whoever runs every few seconds need not wait that long. */
const afterStartMs = 30_000
/** Another process has claimed it, or the store fails. */
const lookAgainMs = 30_000
const longestWaitMs = 86_400_000
const shownTimes = 5
/** A schedule that was away for years makes up for so many runs at a time. */
const caughtUpAtOnce = 1_000

/** A schedule whose last run is stored, so that no start forgets it and no two processes run it for the same time. */
export class StoredSchedule implements RunningSchedule {
  readonly #schedule: Schedule
  readonly #timing: Stored
  readonly #cron: CronTimes | undefined
  readonly #parts: StoredParts
  readonly #forgetJumps: () => void
  #run: ScheduleRun | undefined
  #timer: Timer | undefined
  #working: Promise<void> | undefined
  #stopped = false

  constructor(schedule: Schedule, timing: Stored, parts: StoredParts) {
    this.#schedule = schedule
    this.#timing = timing
    this.#cron = timing.kind === 'cron' ? new CronTimes(timing) : undefined
    this.#parts = parts
    // A wall clock that is set changes how long it is until then.
    this.#forgetJumps = parts.clock.onJump(() => this.#arm())
    this.#wake(0)
  }

  view(): ScheduleView {
    const { name, timing } = this.#schedule
    const run = this.#run
    const now = this.#parts.clock.now()
    const first = run && this.#nextDue(run)
    const next = first == null ? [] : (this.#cron?.next(Math.max(now, first - 1), shownTimes) ?? [Math.max(now, first)])
    const last_run_at = run?.run_at ? Date.parse(run.run_at) : null
    return { name, timing, running: this.#working !== undefined, last_run_at, next, error: run?.error ?? null }
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#forgetJumps()
    this.#timer?.cancel()
    await this.#working
  }

  #arm(): void {
    if (this.#working || !this.#run) return
    const due = this.#nextDue(this.#run)
    if (due !== null) this.#wake(due - this.#parts.clock.now())
  }

  #wake(ms: number): void {
    this.#timer?.cancel()
    if (this.#stopped) return
    this.#timer = this.#parts.clock.after(Math.min(longestWaitMs, Math.max(0, ms)), () => {
      this.#working = this.#work()
    })
  }

  async #work(): Promise<void> {
    let wait = lookAgainMs
    try {
      wait = this.#run === undefined ? await this.#load() : await this.#runDue(this.#run)
    } catch (thrown) {
      logFailure(this.#parts.log, this.#schedule.name, thrown)
    }
    this.#working = undefined
    this.#wake(wait)
  }

  /** Answers how long it is until there is something to do. */
  async #load(): Promise<number> {
    const { runs, clock } = this.#parts
    const { name } = this.#schedule
    this.#run = (await runs.find(name)) ?? (await runs.begin(name, this.#firstSeen()))
    const wait = (this.#nextDue(this.#run) ?? Number.POSITIVE_INFINITY) - clock.now()
    return this.#timing.kind === 'cron' ? wait : Math.max(wait, Math.min(afterStartMs, this.#timing.every_ms))
  }

  async #runDue(known: ScheduleRun): Promise<number> {
    const { runs, clock } = this.#parts
    const { name } = this.#schedule
    this.#run = (await runs.find(name)) ?? known
    for (const due of this.#dueTimes(this.#run)) {
      if (!(await runs.claim(this.#run))) return lookAgainMs
      await this.#runFor(due)
      this.#run = (await runs.find(name)) ?? this.#run
      if (this.#stopped) break
    }
    const next = this.#nextDue(this.#run)
    return next === null ? longestWaitMs : next - clock.now()
  }

  async #runFor(due: number): Promise<void> {
    const { runs, clock, log } = this.#parts
    const { name } = this.#schedule
    let error: string | null = null
    const keeping = keepClaim(clock, () => runs.keep(name))
    try {
      await this.#schedule.run(due)
    } catch (thrown) {
      // It is claimed until its time is over, and then tried again: the store is what failed, not the schedule.
      if (thrown instanceof StoreFailure) throw thrown
      error = messageOf(thrown)
      logFailure(log, name, thrown)
    } finally {
      keeping.cancel()
    }
    await runs.done(name, due, error)
  }

  /** In order. A time that is over counts as run once a later one has. */
  #dueTimes(run: ScheduleRun): number[] {
    const now = this.#parts.clock.now()
    if (!this.#cron || this.#timing.kind !== 'cron') return (this.#nextDue(run) ?? now + 1) <= now ? [now] : []
    const { catch_up } = this.#timing
    const times = this.#cron.between(Date.parse(run.due_at), now, caughtUpAtOnce)
    if (catch_up === 'all') return times
    const last = times.at(-1)
    if (last === undefined) return []
    return catch_up === 'last' || now - last < claimMs ? [last] : []
  }

  #nextDue({ due_at, run_at }: ScheduleRun): number | null {
    const timing = this.#timing
    const seen = Date.parse(due_at)
    if (timing.kind === 'cron') {
      const after = timing.catch_up === 'none' ? Math.max(seen, this.#parts.clock.now() - claimMs) : seen
      return this.#cron?.after(after) ?? null
    }
    return run_at === null ? seen : seen + timing.every_ms
  }

  /** A cron expression has nothing to make up for before; everything else runs soon. */
  #firstSeen(): number {
    const now = this.#parts.clock.now()
    return this.#timing.kind === 'cron' ? now : now + Math.min(afterStartMs, this.#timing.every_ms)
  }
}

function keepClaim(clock: Clock, keep: () => Promise<void>): Timer {
  let timer: Timer
  const wait = (): void => {
    timer = clock.after(claimMs / 3, () => {
      // A store that fails has its own voice, and the claim its end.
      keep().catch(() => undefined)
      wait()
    })
  }
  wait()
  return { cancel: () => timer.cancel() }
}

import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock, Timer } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { random } from '../runtime/random.ts'
import { messageOf } from '../service/errors.ts'
import { StoreFailure } from '../store/failure.ts'
import type { Store } from '../store/store.ts'
import { afterAttempts, fullJitter, type NewJob, type Outcome, type QueueOptions } from './job.ts'
import { type JobStore, jobOf, type RunningJob } from './job-store.ts'

export type QueueParts = {
  readonly store: Store
  readonly jobs: JobStore
  readonly clock: Clock
  readonly log: Log
  /** Other processes may run the same jobs. */
  readonly shared: boolean
}

/** After so long without a sign of life another process takes a job over. */
const claimMs = 60_000
/** What other processes have added, or left behind, is found this often. */
const lookMs = 15_000
/** What is added here wakes the queue by itself; this only finds what a wake-up missed. */
const netMs = 60_000
const storeRetryMs = 1_000
/** What is under way when the program stops may take this long. */
const graceMs = 2_000
/** Whoever wakes a queue may answer a request; what runs then has nothing to do with it. */
const outside = AsyncLocalStorage.snapshot()

type Running = { readonly job: RunningJob; readonly stop: AbortController }

/** Runs the jobs of one queue of one service in this process, beside other processes that do the same. */
export class Queue<Data> {
  readonly #options: QueueOptions<Data>
  readonly #parts: QueueParts
  readonly #running = new Map<number, Running>()
  readonly #ends = new Set<Promise<void>>()
  /** What came of jobs and could not be stored yet: they are not run again by this process. */
  readonly #unstored = new Map<RunningJob, () => Promise<void>>()
  #adding: { readonly jobs: NewJob<Data>[]; readonly added: Promise<void> } | undefined
  #looking: Promise<void> | undefined
  #again = false
  #timer: Timer | undefined
  #keeping: Timer | undefined
  /** Of the clock's monotonic time: nothing is begun before. */
  #notBefore = Number.NEGATIVE_INFINITY
  #begun = false
  #stopping = false

  constructor(options: QueueOptions<Data>, parts: QueueParts) {
    this.#options = options
    this.#parts = parts
  }

  get name(): string {
    return this.#options.name
  }

  /** How many this process runs. */
  get runs(): number {
    return this.#running.size
  }

  /** Inside a transaction: runs once it has committed, and not if it rolls back. Outside: answered when it is durable. */
  async add(...jobs: readonly NewJob<Data>[]): Promise<void> {
    const { store, jobs: stored, clock } = this.#parts
    if (!store.inTransaction()) return this.#addTogether(jobs)
    await stored.add(this.name, jobs, clock.now())
    store.afterCommit(() => this.wake())
  }

  /** Who comes while others are being written is written with the next ones, in one commit. */
  #addTogether(jobs: readonly NewJob<Data>[]): Promise<void> {
    if (this.#adding) {
      this.#adding.jobs.push(...jobs)
      return this.#adding.added
    }
    const together = [...jobs]
    const { store } = this.#parts
    const added = store.transaction(() => {
      this.#adding = undefined
      return this.add(...together)
    })
    this.#adding = { jobs: together, added }
    return added
  }

  /** In a transaction. A dead letter waits again, at its old place. */
  async retry(id: string): Promise<boolean> {
    const { store, jobs, clock } = this.#parts
    const job = await jobs.find(id)
    if (!job || !(await jobs.retry(id, clock.now()))) return false
    await this.#options.retried?.({ ...jobOf(job), data: JSON.parse(job.data) as Data })
    store.afterCommit(() => this.hurry())
    return true
  }

  begin(): void {
    this.#begun = true
    this.wake()
  }

  /** Somebody wants it now: a pause of the whole queue is over. */
  hurry(): void {
    this.#notBefore = Number.NEGATIVE_INFINITY
    this.wake()
  }

  /** There may be something to do. */
  wake(): void {
    if (!this.#begun || this.#stopping) return
    this.#again = true
    this.#timer?.cancel()
    this.#looking ??= outside(() => this.#look()).finally(() => {
      this.#looking = undefined
      if (this.#again) this.wake()
    })
  }

  /** Begins nothing more. What is under way has a moment to end; otherwise it is run again by whoever comes next. */
  async stop(): Promise<void> {
    this.#stopping = true
    this.#timer?.cancel()
    await this.#looking
    const grace = this.#parts.clock.after(graceMs, () => {
      for (const { stop } of this.#running.values()) stop.abort()
    })
    await Promise.all(this.#ends)
    grace.cancel()
    this.#keeping?.cancel()
  }

  async #look(): Promise<void> {
    let wait = lookMs
    try {
      while (this.#again && !this.#stopping) {
        this.#again = false
        await this.#storeSettled()
        wait = await this.#claim()
      }
      if (this.#unstored.size > 0) wait = Math.min(wait, storeRetryMs)
    } catch (thrown) {
      this.#bear(thrown)
      wait = storeRetryMs
    }
    if (!this.#stopping) this.#timer = this.#parts.clock.after(wait, () => this.wake())
  }

  /** Answers how long there is nothing more to begin. */
  async #claim(): Promise<number> {
    const { jobs, clock, shared } = this.#parts
    const { name, concurrency, may_run } = this.#options
    const longest = shared ? lookMs : netMs
    const pause = this.#notBefore - clock.monotonic()
    if (pause > 0) return Math.min(longest, pause)
    const free = concurrency - this.#running.size
    if (free <= 0 || may_run?.() === false) return longest
    const now = clock.now()
    const ready = await jobs.ready(name, free, now, this.#held())
    const begun = shared && ready.length > 0 ? await this.#claimShared(free, now) : ready
    for (const job of begun) this.#start(job)
    if (begun.length === free) return longest
    const next = await jobs.nextAt(name, now, this.#held())
    return next === undefined ? longest : Math.min(longest, Math.max(1, next - clock.now()))
  }

  /** A power cut ends all processes of one file, and with them what they had claimed: it need not be on disk. */
  #claimShared(free: number, now: number): Promise<RunningJob[]> {
    const { jobs, store } = this.#parts
    const claim = () => jobs.claim(this.name, free, { now, until: now + claimMs })
    return store.engine === 'sqlite' ? store.relaxed(claim) : store.transaction(claim)
  }

  #held(): RunningJob[] {
    return [...Array.from(this.#running.values(), ({ job }) => job), ...this.#unstored.keys()]
  }

  #start(job: RunningJob): void {
    const running = { job, stop: new AbortController() }
    this.#running.set(job.seq, running)
    this.#keeping ??= this.#keepLater()
    const end = this.#run(running).finally(() => {
      this.#running.delete(job.seq)
      this.#ends.delete(end)
      this.wake()
    })
    this.#ends.add(end)
  }

  async #run({ job, stop }: Running): Promise<void> {
    const outcome = await this.#outcomeOf(job, stop.signal)
    const write = outcome ? this.#writing(job, outcome) : () => this.#release(job)
    try {
      await write()
    } catch (thrown) {
      this.#bear(thrown)
      const failed = { state: 'retry', error: messageOf(thrown) } as const
      // The pause is remembered, and an attempt that is not stored was none.
      const isTriedAgain = outcome?.state === 'retry' && outcome.pauses_queue === true && job.claim === null
      if (this.#stopping || isTriedAgain) return
      this.#unstored.set(job, thrown instanceof StoreFailure ? write : this.#writing(job, failed))
    }
  }

  /** Undefined: it was cut short, and nobody knows what became of it. */
  async #outcomeOf(job: RunningJob, signal: AbortSignal): Promise<Outcome | undefined> {
    const { store, jobs, clock, log } = this.#parts
    const progress = (text: string) => {
      store.relaxed(() => jobs.progress(job, text)).catch(thrown => this.#bear(thrown))
    }
    try {
      const outcome = await this.#options.run({ ...job, data: job.data as Data }, { signal, progress })
      return signal.aborted && outcome.state === 'retry' ? undefined : outcome
    } catch (thrown) {
      if (signal.aborted) return undefined
      if (thrown instanceof StoreFailure) {
        this.#notBefore = clock.monotonic() + storeRetryMs
        return undefined
      }
      log.error({ err: thrown, queue: this.name, job: job.id }, 'a job failed')
      return { state: 'retry', error: messageOf(thrown) }
    }
  }

  /** The pauses count from now, however late they can be stored. */
  #writing(job: RunningJob, outcome: Outcome): () => Promise<void> {
    const { store, jobs, clock, log } = this.#parts
    const { give_up = afterAttempts, pause = fullJitter(random) } = this.#options
    const now = clock.now()
    const isRetry = outcome.state === 'retry' && !give_up({ ...job, data: job.data as Data }, now)
    const wait = isRetry ? Math.max(pause(job.attempts + 1), outcome.after_ms ?? 0) : 0
    const isPause = isRetry && outcome.pauses_queue === true
    if (isPause) this.#notBefore = Math.max(this.#notBefore, clock.monotonic() + wait)
    const recorded = () => {
      if (outcome.state === 'done') return jobs.finish(job)
      const { error } = outcome
      return isRetry
        ? jobs.postpone(job, { error, due_at: isPause ? now : now + wait })
        : jobs.bury(job, { error, now })
    }
    return () =>
      store.transaction(async () => {
        if (await recorded()) await outcome.write?.()
        else log.warn({ queue: this.name, job: job.id }, 'a job was cancelled or taken over while it ran')
      })
  }

  async #release(job: RunningJob): Promise<void> {
    const { jobs, store } = this.#parts
    if (job.claim !== null) await store.transaction(() => jobs.release(job))
  }

  /** What was done must be known to be, else it would be done again: it is kept in mind until it is stored. */
  async #storeSettled(): Promise<void> {
    for (const [job, write] of this.#unstored) {
      try {
        await write()
      } catch (thrown) {
        return this.#bear(thrown)
      }
      this.#unstored.delete(job)
    }
  }

  #keepLater(): Timer {
    return this.#parts.clock.after(claimMs / 3, () => {
      this.#keeping = undefined
      this.#keep()
        .catch(thrown => this.#bear(thrown))
        .finally(() => {
          if (this.#held().length > 0) this.#keeping ??= this.#keepLater()
        })
    })
  }

  /** What is no longer ours is told to stop. */
  async #keep(): Promise<void> {
    const { store, jobs, clock, shared } = this.#parts
    const held = this.#held()
    const keep = () => jobs.keep(held, clock.now() + claimMs)
    const kept = shared ? await store.transaction(keep) : await keep()
    for (const { seq } of held) if (!kept.has(seq)) this.#running.get(seq)?.stop.abort()
  }

  /** That nothing can be stored is said once for all, by whoever watches over the stores. */
  #bear(thrown: unknown): void {
    if (!(thrown instanceof StoreFailure))
      this.#parts.log.error({ err: thrown, queue: this.#options.name }, 'a queue failed')
  }
}

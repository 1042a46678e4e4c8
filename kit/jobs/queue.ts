import { randomInt } from 'node:crypto'
import type { Clock, Timer } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { StoreFailure } from '../store/failure.ts'
import type { Store } from '../store.ts'
import { afterAttempts, fullJitter, type NewJob, type Outcome, type QueueOptions } from './job.ts'
import type { ClaimedJob, JobStore } from './job-store.ts'

export type QueueParts = {
  readonly store: Store
  readonly jobs: JobStore
  readonly clock: Clock
  readonly log: Log
}

/** After so long without a sign of life another process takes a job over. */
const claimMs = 60_000
/** What other processes have added, or left behind, is found this often. */
const lookMs = 15_000
const storeRetryMs = 1_000
/** What is under way when the program stops may take this long. */
const graceMs = 2_000
const random = (): number => randomInt(2 ** 32) / 2 ** 32

type Running = { readonly job: ClaimedJob; readonly stop: AbortController }

/** Runs the jobs of one queue of one service in this process, beside other processes that do the same. */
export class Queue<Data> {
  readonly #options: QueueOptions<Data>
  readonly #parts: QueueParts
  readonly #running = new Map<string, Running>()
  readonly #ends = new Set<Promise<void>>()
  /** What came of jobs and could not be stored yet: they are not run again by this process. */
  readonly #unstored = new Map<string, () => Promise<void>>()
  #adding: { readonly jobs: NewJob<Data>[]; readonly added: Promise<void> } | undefined
  #looking: Promise<void> | undefined
  #again = false
  #timer: Timer | undefined
  #keeping: Timer | undefined
  #begun = false
  #stopping = false

  constructor(options: QueueOptions<Data>, parts: QueueParts) {
    this.#options = options
    this.#parts = parts
  }

  /** Inside a transaction: runs once it has committed, and not if it rolls back. Outside: answered when it is durable. */
  async add(...jobs: readonly NewJob<Data>[]): Promise<void> {
    const { store, jobs: stored, clock } = this.#parts
    if (!store.inTransaction()) return this.#addTogether(jobs)
    await stored.add(this.#options.name, jobs, clock.now())
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

  begin(): void {
    this.#begun = true
    this.wake()
  }

  /** There may be something to do. */
  wake(): void {
    if (!this.#begun || this.#stopping) return
    this.#again = true
    this.#timer?.cancel()
    this.#looking ??= this.#look().finally(() => {
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
    } catch (thrown) {
      this.#bear(thrown)
      wait = storeRetryMs
    }
    if (!this.#stopping) this.#timer = this.#parts.clock.after(wait, () => this.wake())
  }

  /** Answers how long there is nothing more to begin. */
  async #claim(): Promise<number> {
    const { jobs, clock, store } = this.#parts
    const { name, concurrency } = this.#options
    const free = concurrency - this.#running.size - this.#unstored.size
    if (free <= 0) return lookMs
    const now = clock.now()
    const claimed = await store.transaction(() => jobs.claim(name, free, { now, until: now + claimMs }))
    for (const job of claimed) this.#start(job)
    if (claimed.length === free) return lookMs
    const next = await jobs.nextAt(name, now)
    return next === undefined ? lookMs : Math.min(lookMs, Math.max(1, next - clock.now()))
  }

  #start(job: ClaimedJob): void {
    const running = { job, stop: new AbortController() }
    this.#running.set(job.claim, running)
    this.#keeping ??= this.#keepLater()
    const end = this.#run(running).finally(() => {
      this.#running.delete(job.claim)
      this.#ends.delete(end)
      this.wake()
    })
    this.#ends.add(end)
  }

  async #run({ job, stop }: Running): Promise<void> {
    const { jobs, store } = this.#parts
    const outcome = await this.#outcomeOf(job, stop.signal)
    if (outcome) await this.#record(job, outcome)
    else await store.transaction(() => jobs.release(job)).catch(thrown => this.#bear(thrown))
  }

  /** Undefined: it was cut short, and nobody knows what became of it. */
  async #outcomeOf(job: ClaimedJob, signal: AbortSignal): Promise<Outcome | undefined> {
    const { store, jobs, log } = this.#parts
    const progress = (text: string) => {
      store.relaxed(() => jobs.progress(job, text)).catch(thrown => this.#bear(thrown))
    }
    try {
      const outcome = await this.#options.run({ ...job, data: job.data as Data }, { signal, progress })
      return signal.aborted && outcome.state === 'retry' ? undefined : outcome
    } catch (thrown) {
      if (signal.aborted) return undefined
      if (!(thrown instanceof StoreFailure))
        log.error({ err: thrown, queue: this.#options.name, job: job.id }, 'a job failed')
      return { state: 'retry', error: messageOf(thrown) }
    }
  }

  /** What was done must be known to be, else it would be done again: it is kept in mind until it is stored. */
  async #record(job: ClaimedJob, outcome: Outcome): Promise<void> {
    const write = () => this.#write(job, outcome)
    try {
      await write()
    } catch (thrown) {
      this.#bear(thrown)
      if (outcome.state !== 'retry' && !this.#stopping) this.#unstored.set(job.claim, write)
    }
  }

  async #write(job: ClaimedJob, outcome: Outcome): Promise<void> {
    const { store, jobs, clock, log } = this.#parts
    const { name, give_up = afterAttempts, pause = fullJitter(random) } = this.#options
    const now = clock.now()
    await store.transaction(async () => {
      if (outcome.state === 'retry' && !give_up({ ...job, data: job.data as Data }, now)) {
        const wait = Math.max(pause(job.attempts + 1), outcome.after_ms ?? 0)
        if (await jobs.postpone(job, { error: outcome.error, due_at: now + wait })) await outcome.write?.()
        return
      }
      const error = outcome.state === 'done' ? (outcome.note ?? null) : outcome.error
      const isMine = await jobs.settle(job, { state: outcome.state === 'done' ? 'done' : 'dead', error }, now)
      if (isMine) await outcome.write?.()
      else log.warn({ queue: name, job: job.id }, 'a job was taken over while it ran')
    })
  }

  async #storeSettled(): Promise<void> {
    for (const [claim, write] of this.#unstored) {
      await write()
      this.#unstored.delete(claim)
    }
  }

  #keepLater(): Timer {
    return this.#parts.clock.after(claimMs / 3, () => {
      this.#keeping = undefined
      this.#keep()
        .catch(thrown => this.#bear(thrown))
        .finally(() => {
          if (this.#running.size + this.#unstored.size > 0) this.#keeping ??= this.#keepLater()
        })
    })
  }

  /** What is no longer ours is told to stop. */
  async #keep(): Promise<void> {
    const { store, jobs, clock } = this.#parts
    const claims = [...this.#running.keys(), ...this.#unstored.keys()]
    const kept = await store.transaction(() => jobs.keep(claims, clock.now() + claimMs))
    for (const [claim, { stop }] of this.#running) if (claims.includes(claim) && !kept.has(claim)) stop.abort()
  }

  /** That nothing can be stored is said once for all, by whoever watches over the stores. */
  #bear(thrown: unknown): void {
    if (!(thrown instanceof StoreFailure))
      this.#parts.log.error({ err: thrown, queue: this.#options.name }, 'a queue failed')
  }
}

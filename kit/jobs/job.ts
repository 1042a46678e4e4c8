/** Something to be done once the change that wants it has committed. Times are epoch milliseconds. */
export type Job<Data = unknown> = {
  /** The same at every attempt: the idempotency key for whoever is told of it. */
  readonly id: string
  readonly key: string | null
  readonly data: Data
  /** Attempts that have failed. */
  readonly attempts: number
  readonly created_at: number
  readonly queued_at: number
  readonly error: string | null
}

export type NewJob<Data> = {
  readonly data: Data
  /** Left out: a new one. */
  readonly id?: string
  /** Jobs of one key run in their order, one at a time; one that fails keeps those behind it waiting. */
  readonly key?: string | undefined
  /** While one with this name waits or runs, another is not added. */
  readonly dedupe?: string
  /** Higher ones first; 0 when left out. */
  readonly priority?: number
  /** Until then others of its key may pass it. */
  readonly due_at?: number | undefined
}

/** What came of one run. `write` is committed together with it. */
export type Outcome =
  | { readonly state: 'done'; readonly write?: () => Promise<void> }
  | { readonly state: 'dead'; readonly error: string; readonly write?: () => Promise<void> }
  | {
      readonly state: 'retry'
      readonly error: string
      /** Not sooner than that, as the other side has asked for. */
      readonly after_ms?: number
      /** What failed would fail for all: this process begins nothing of the queue before. */
      readonly pauses_queue?: boolean
      readonly write?: () => Promise<void>
    }

export type Run<Data> = (job: Job<Data>, control: JobControl) => Promise<Outcome>

export type JobControl = {
  /** The program stops and has waited long enough, somebody has cancelled the job, or another process has taken it over. */
  readonly signal: AbortSignal
  /** A sentence or a number for people; stored now and then. */
  progress(text: string): void
}

export type QueueOptions<Data> = {
  /** Of this service; public, as metrics and people see it. */
  readonly name: string
  readonly run: Run<Data>
  /** So many at a time in this process. */
  readonly concurrency: number
  /** Milliseconds until the next attempt. Left out: a second doubled up to ten minutes, with full jitter. */
  readonly pause?: (failures: number) => number
  /** A job that has failed so often, or for so long, is a dead letter. */
  readonly give_up?: (job: Job<Data>, now: number) => boolean
  /** False: something is missing that all of them need, and they wait without being tried. */
  readonly may_run?: () => boolean
  /** In the transaction in which a dead letter waits again. */
  readonly retried?: (job: Job<Data>) => Promise<void>
}

const firstPauseMs = 1_000
const longestPauseMs = 600_000
const attemptsAtMost = 10

/** Full jitter: who failed together does not come back together. Source: Exponential Backoff And Jitter, Marc Brooker. */
export const fullJitter =
  (random: () => number) =>
  (failures: number): number =>
    random() * Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures - 1, 20))

export const afterAttempts = ({ attempts }: Job): boolean => attempts + 1 >= attemptsAtMost

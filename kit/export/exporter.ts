import type { Job, JobControl, Outcome } from '../jobs/job.ts'
import type { Jobs } from '../jobs/jobs.ts'
import type { Queue } from '../jobs/queue.ts'
import type { Clock } from '../runtime/clock.ts'
import { random } from '../runtime/random.ts'
import type { Store } from '../store/store.ts'
import type { ExportState, ExportStateStore } from './export-state.ts'

/** Where samples are passed on to. */
export type ExportTarget = {
  readonly name: string
  /** So much waits while it takes nothing. */
  readonly backlog_mb: number
}

/** `refused`: it will never be taken. `later`: it may be, not before `after_ms`. */
export type Sent =
  | {
      readonly state: 'taken'
      /** Of its samples: those that were there already, and those that it does not want. */
      readonly duplicates?: number
      readonly refused?: number
      readonly reason?: string | null
    }
  | { readonly state: 'refused'; readonly reason: string }
  | {
      readonly state: 'later'
      readonly reason: string
      readonly after_ms?: number
      /** The target is there, and this very batch is what it stumbles over. */
      readonly isOfBatch?: boolean
    }

/** Samples of one append, encoded once: what waits in a queue. */
type Batch = {
  readonly target: string
  /** Base64. */
  readonly body: string
  readonly samples: number
  readonly from: number
  readonly to: number
  /** Of one that is doubted: how many samples the target was done with by then. */
  readonly settled?: number
}

type Later = Extract<Sent, { state: 'later' }>
type Timed = { readonly at: number }

type Parts<Target extends ExportTarget, Sample extends Timed> = {
  readonly store: Store
  readonly states: ExportStateStore
  readonly jobs: Jobs
  readonly clock: Clock
  /** Of its queues. */
  readonly name: string
  readonly encode: (samples: readonly Sample[]) => Buffer
  readonly send: (target: Target, body: Buffer, signal: AbortSignal) => Promise<Sent>
}

const samplesOfBatch = 2_000
const megabyte = 1 << 20
/** A target that is back hears of the backlog within two seconds. */
const pause = () => 1_000 + random() * 1_000
/** So many batches in a row are not all wrong: it is the target that is. */
const mostDoubted = 3
const attemptsOfDoubted = 5

/**
 * Passes samples on in two lanes: what has just come is tried at once; what could not be sent waits in the backlog and goes
 * one batch after the other, beside what comes meanwhile. A batch that the target stumbles over goes out of the way of the
 * others, and is given up when those arrive and it still does not.
 */
export class Exporter<Target extends ExportTarget, Sample extends Timed> {
  readonly #parts: Parts<Target, Sample>
  readonly #live: Queue<Batch>
  /** By target: one that takes nothing holds up its own. */
  readonly #backlogs = new Map<string, Queue<Batch>>()
  readonly #doubted: Queue<Batch>
  /** By target: failures that were of a batch, since it took one. */
  readonly #stumbles = new Map<string, number>()
  #targets: ReadonlyMap<string, Target> = new Map()

  constructor(parts: Parts<Target, Sample>) {
    this.#parts = parts
    const { name, jobs } = parts
    this.#live = jobs.open<Batch>({ name, concurrency: 4, run: ({ data }, control) => this.#first(data, control) })
    this.#doubted = jobs.open<Batch>({
      name: `${name}-doubted`,
      concurrency: 1,
      run: (job, control) => this.#doubt(job, control),
      pause,
      give_up: () => false,
      retried: async ({ data }) => {
        await parts.states.change(data.target, ({ refused, backlog_bytes }) => ({
          refused: refused - data.samples,
          backlog_bytes: backlog_bytes + data.body.length,
        }))
      },
    })
  }

  async use(targets: readonly Target[]): Promise<void> {
    this.#targets = new Map(targets.map(target => [target.name, target]))
    for (const { name } of targets) this.#backlogOf(name)
    // What waits for a target that has gone is told to be lost.
    const prefix = this.#backlogName('')
    for (const { queue } of await this.#parts.jobs.counts())
      if (queue.startsWith(prefix)) this.#backlogOf(queue.slice(prefix.length))
  }

  #backlogName(target: string): string {
    return `${this.#parts.name}-backlog-${target}`
  }

  /** In order without a key: a queue finds the next job of a long key only by looking at all of them. */
  #backlogOf(target: string): Queue<Batch> {
    const known = this.#backlogs.get(target)
    if (known) return known
    const backlog = this.#parts.jobs.open<Batch>({
      name: this.#backlogName(target),
      concurrency: 1,
      run: (job, control) => this.#again(job, control),
      pause,
      give_up: () => false,
    })
    this.#backlogs.set(target, backlog)
    return backlog
  }

  /** Answers when they wait on the disk. */
  async add(samples: readonly Sample[]): Promise<void> {
    if (this.#targets.size === 0 || samples.length === 0) return
    const { store } = this.#parts
    const batches = this.#batchesOf(samples)
    await store.transaction(async () => {
      for (const target of this.#targets.values()) {
        for (const batch of batches) await this.#offer(target, { ...batch, target: target.name })
      }
    })
  }

  #batchesOf(samples: readonly Sample[]): readonly Omit<Batch, 'target'>[] {
    const batches: Omit<Batch, 'target'>[] = []
    for (let at = 0; at < samples.length; at += samplesOfBatch) {
      const some = samples.slice(at, at + samplesOfBatch)
      const times = some.map(sample => sample.at)
      batches.push({
        body: this.#parts.encode(some).toString('base64'),
        samples: some.length,
        from: Math.min(...times),
        to: Math.max(...times),
      })
    }
    return batches
  }

  /** Whoever takes nothing is not tried with each batch; the backlog finds out when that is over. */
  async #offer(target: Target, batch: Batch): Promise<void> {
    const state = await this.#parts.states.change(target.name, ({ offered }) => ({ offered: offered + batch.samples }))
    const mayTry = state.failing_since === null || state.backlog_bytes === 0
    if (mayTry) await this.#live.add({ data: batch })
    else await this.#keep(target, batch, this.#backlogOf(target.name))
  }

  async #first(batch: Batch, control: JobControl): Promise<Outcome> {
    const target = this.#targets.get(batch.target)
    if (!target) return this.#forget(batch, 0)
    const sent = await this.#send(target, batch, control)
    if (sent.state !== 'later') return this.#settled(batch, sent, 0)
    if (this.#isDoubted(batch, sent)) return { state: 'done', write: () => this.#keep(target, batch, this.#doubted) }
    const write = async () => {
      await this.#fails(batch.target, sent.reason)
      await this.#keep(target, batch, this.#backlogOf(target.name), sent.after_ms)
    }
    return { state: 'done', write }
  }

  async #again({ data: batch, attempts }: Job<Batch>, control: JobControl): Promise<Outcome> {
    const target = this.#targets.get(batch.target)
    if (!target) return this.#forget(batch, batch.body.length)
    const sent = await this.#send(target, batch, control)
    if (sent.state !== 'later') return this.#settled(batch, sent, batch.body.length)
    const isDoubted = this.#isDoubted(batch, sent) || (sent.isOfBatch && attempts + 1 >= attemptsOfDoubted)
    if (isDoubted) return { state: 'done', write: () => this.#addDoubted(batch) }
    return { ...retryOf(sent), pauses_queue: true }
  }

  /** Given up when others have arrived since, and it still does not. */
  async #doubt({ data: batch, attempts }: Job<Batch>, control: JobControl): Promise<Outcome> {
    const bytes = batch.body.length
    const target = this.#targets.get(batch.target)
    if (!target) return this.#forget(batch, bytes)
    const sent = await this.#send(target, batch, control)
    if (sent.state !== 'later') return this.#settled(batch, sent, bytes)
    const others = settledIn(await this.#parts.states.get(batch.target)) - (batch.settled ?? 0)
    // Where nothing else has arrived either it may well be the target.
    if (others <= 0) return { ...retryOf(sent), write: () => this.#fails(batch.target, sent.reason) }
    if (!sent.isOfBatch || attempts + 1 < attemptsOfDoubted) return retryOf(sent)
    const write = async () => {
      await this.#parts.states.change(batch.target, ({ refused, backlog_bytes }) => ({
        refused: refused + batch.samples,
        backlog_bytes: backlog_bytes - bytes,
        reason: sent.reason,
      }))
    }
    return { state: 'dead', error: sent.reason, write }
  }

  async #send(target: Target, { body }: Batch, { signal }: JobControl): Promise<Sent> {
    const sent = await this.#parts.send(target, Buffer.from(body, 'base64'), signal)
    if (sent.state !== 'later') this.#stumbles.delete(target.name)
    return sent
  }

  #isDoubted({ target }: Batch, { isOfBatch = false }: Later): boolean {
    if (!isOfBatch) return false
    const stumbles = (this.#stumbles.get(target) ?? 0) + 1
    this.#stumbles.set(target, stumbles)
    return stumbles <= mostDoubted
  }

  /** In a transaction. Its bytes are counted already. */
  async #addDoubted(batch: Batch): Promise<void> {
    const settled = settledIn(await this.#parts.states.get(batch.target))
    await this.#doubted.add({ data: { ...batch, settled } })
  }

  /** In a transaction: in another lane, while there is room. */
  async #keep(target: Target, batch: Batch, lane: Queue<Batch>, after_ms = 0): Promise<void> {
    const { states, clock } = this.#parts
    const bytes = batch.body.length
    const { backlog_bytes } = await states.get(target.name)
    if (backlog_bytes + bytes > target.backlog_mb * megabyte) return this.#lose(batch)
    await states.change(target.name, () => ({ backlog_bytes: backlog_bytes + bytes }))
    if (lane === this.#doubted) return this.#addDoubted(batch)
    const due_at = after_ms > 0 ? clock.now() + after_ms : undefined
    await lane.add({ data: batch, due_at })
  }

  async #lose({ target, samples, from, to }: Batch): Promise<void> {
    await this.#parts.states.change(target, ({ lost, lost_from, lost_to }) => ({
      lost: lost + samples,
      lost_from: Math.min(lost_from ?? from, from),
      lost_to: Math.max(lost_to ?? to, to),
    }))
  }

  async #fails(target: string, reason: string): Promise<void> {
    const now = this.#parts.clock.now()
    await this.#parts.states.change(target, ({ failing_since }) => ({ failing_since: failing_since ?? now, reason }))
  }

  #settled(batch: Batch, sent: Exclude<Sent, { state: 'later' }>, backlogBytes: number): Outcome {
    const write = async () => {
      await this.#parts.states.change(batch.target, state => ({
        ...counted(state, batch.samples, sent),
        failing_since: null,
        backlog_bytes: state.backlog_bytes - backlogBytes,
      }))
    }
    return { state: 'done', write }
  }

  /** The target is no longer in the file. */
  #forget(batch: Batch, backlogBytes: number): Outcome {
    const write = async () => {
      await this.#lose(batch)
      await this.#parts.states.change(batch.target, ({ backlog_bytes }) => ({
        backlog_bytes: backlog_bytes - backlogBytes,
      }))
    }
    return { state: 'done', write }
  }
}

function retryOf({ reason, after_ms }: Later): Extract<Outcome, { state: 'retry' }> {
  return { state: 'retry', error: reason, ...(after_ms === undefined ? {} : { after_ms }) }
}

const settledIn = ({ sent, duplicates, refused }: ExportState): number => sent + duplicates + refused

function counted(state: ExportState, samples: number, sent: Exclude<Sent, { state: 'later' }>): Partial<ExportState> {
  if (sent.state === 'refused') return { refused: state.refused + samples, reason: sent.reason }
  const { duplicates = 0, refused = 0, reason = null } = sent
  return {
    sent: state.sent + samples - duplicates - refused,
    duplicates: state.duplicates + duplicates,
    refused: state.refused + refused,
    reason,
  }
}

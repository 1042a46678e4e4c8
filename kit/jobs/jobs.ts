import type { NewJob, QueueOptions } from './job.ts'
import { JobStore, type QueueCounts } from './job-store.ts'
import { Queue, type QueueParts } from './queue.ts'

type Parts = Omit<QueueParts, 'jobs'>

/** What a person did with a dead letter. */
export type JobChange = {
  readonly action: 'job.retried' | 'job.deleted'
  readonly id: string
  readonly queue: string
  readonly error: string | null
}

/** All queues of one service in this process. */
export class Jobs {
  readonly stored: JobStore
  readonly #parts: Parts
  readonly #queues = new Map<string, Pick<Queue<never>, 'begin' | 'stop' | 'retry' | 'runs' | 'wake'>>()
  #begun = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.stored = new JobStore(parts.store)
  }

  /** Its jobs are run as soon as the service has begun. */
  open<Data>(options: QueueOptions<Data>): Queue<Data> {
    const queue = new Queue(options, { ...this.#parts, jobs: this.stored })
    this.#queues.set(options.name, queue)
    if (this.#begun) queue.begin()
    return queue
  }

  /** In a transaction. The queue may be one that is not open now. */
  async add(name: string, ...jobs: readonly NewJob<unknown>[]): Promise<void> {
    const { store, clock } = this.#parts
    await this.stored.add(name, jobs, clock.now())
    store.afterCommit(() => this.#queues.get(name)?.wake())
  }

  async close(name: string): Promise<void> {
    const queue = this.#queues.get(name)
    this.#queues.delete(name)
    await queue?.stop()
  }

  begin(): void {
    this.#begun = true
    for (const queue of this.#queues.values()) queue.begin()
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#queues.values()].map(queue => queue.stop()))
  }

  /** In a transaction. False: it is no dead letter, or nobody runs its queue. */
  async retry(id: string): Promise<boolean> {
    const job = await this.stored.find(id)
    const queue = job && this.#queues.get(job.queue)
    return (await queue?.retry(id)) ?? false
  }

  /** Of a service that never opened a queue nothing is asked. */
  async counts(): Promise<readonly QueueCounts[]> {
    if (this.#queues.size === 0) return []
    const stored = await this.stored.counts(this.#parts.clock.now())
    const known = new Map(stored.map(one => [one.queue, one]))
    const names = [...new Set([...this.#queues.keys(), ...known.keys()])].toSorted()
    return names.map(queue => {
      const { waiting = 0, running = 0, dead = 0, oldest_due_at = null } = known.get(queue) ?? {}
      // Where one process runs all, only it knows what it runs.
      const own = this.#parts.shared ? 0 : Math.min(waiting, this.#queues.get(queue)?.runs ?? 0)
      return { queue, waiting: waiting - own, running: running + own, dead, oldest_due_at }
    })
  }
}

/** Whose turn a job takes. Lanes that are `first` (people who are known) have a turn after each turn of the others. */
export type Lane = { readonly key: string; readonly first: boolean }

export type FairQueueOptions = {
  readonly atOnce: number
  /** Of the lanes that are `first`, and of the others, each. */
  readonly mayWait: number
}

type Job = { readonly start: () => void; readonly refuse: () => void }

/** The job was not begun: too much waits. */
export class QueueFull extends Error {}

/**
 * Runs a few jobs at once. Lanes take turns, so that however much waits in one of them, each other lane waits for one job
 * of it. When too many jobs wait, the newest of the longest lane gives its place to one of a shorter lane.
 */
export class FairQueue {
  readonly #options: FairQueueOptions
  readonly #first: Lanes
  readonly #others: Lanes
  #running = 0
  #othersNext = false

  constructor(options: FairQueueOptions) {
    this.#options = options
    this.#first = new Lanes(options.mayWait)
    this.#others = new Lanes(options.mayWait)
  }

  async run<T>(lane: Lane, job: () => Promise<T>): Promise<T> {
    if (this.#running < this.#options.atOnce) this.#running += 1
    else await this.#turn(lane)
    try {
      return await job()
    } finally {
      this.#startNext()
    }
  }

  /** Resolves when a job that ended has handed its place over. */
  #turn({ key, first }: Lane): Promise<void> {
    return new Promise((resolve, reject) => {
      const lanes = first ? this.#first : this.#others
      lanes.add(key, { start: resolve, refuse: () => reject(new QueueFull('too much waits')) })
    })
  }

  #startNext(): void {
    const [now, later] = this.#othersNext ? [this.#others, this.#first] : [this.#first, this.#others]
    const job = now.next() ?? later.next()
    this.#othersNext = !this.#othersNext
    if (job) job.start()
    else this.#running -= 1
  }
}

class Lanes {
  readonly #mayWait: number
  /** In the order of their turns. */
  readonly #lanes = new Map<string, Job[]>()
  #waiting = 0

  constructor(mayWait: number) {
    this.#mayWait = mayWait
  }

  add(key: string, job: Job): void {
    const lane = this.#lanes.get(key) ?? []
    if (this.#waiting >= this.#mayWait && !this.#makeRoom(lane.length)) {
      job.refuse()
      return
    }
    lane.push(job)
    this.#lanes.set(key, lane)
    this.#waiting += 1
  }

  next(): Job | undefined {
    const [turn] = this.#lanes
    if (!turn) return undefined
    const [key, lane] = turn
    const job = lane.shift()
    this.#lanes.delete(key)
    if (lane.length > 0) this.#lanes.set(key, lane)
    this.#waiting -= 1
    return job
  }

  /** Whether a lane that is longer by more than the newcomer gave a place away. */
  #makeRoom(length: number): boolean {
    const longest = [...this.#lanes.values()].reduce<Job[]>((long, one) => (one.length > long.length ? one : long), [])
    if (longest.length <= length + 1) return false
    longest.pop()?.refuse()
    this.#waiting -= 1
    return true
  }
}

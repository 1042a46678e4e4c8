import { type TransferListItem, Worker } from 'node:worker_threads'
import type { Clock, Timer } from '../runtime/clock.ts'
import { messageOf, Refusal } from '../service/errors.ts'
import { unavailable } from '../service/refusals.ts'
import type { Answer, Order, Task } from './task.ts'

/** As many as there are processors on a small machine: one large piece of work leaves room for another. */
const mostThreads = 2
const mostWaiting = 16
/** A thread costs ten megabytes and more while it is there, and a tenth of a second to start. */
const idleMs = 10_000

type Job = {
  readonly task: Task<unknown, unknown>
  readonly input: unknown
  readonly transfer: readonly TransferListItem[]
  readonly take: (part: unknown) => unknown
  readonly resolve: (value: unknown) => void
  readonly reject: (reason: Error) => void
}

type Adding = Omit<Job, 'task' | 'transfer'> & { readonly task: Task<never, unknown> }

type Thread = {
  readonly task: Task<unknown, unknown>
  readonly worker: Worker
  job: Job | null
  /** Until it has to be done, or until it has been idle for long enough. */
  timer: Timer | null
}

/** Work that would keep the event loop from everybody else: in threads that start when needed and end when idle. */
export class WorkerPool implements AsyncDisposable {
  readonly #clock: Clock
  readonly #waiting: Job[] = []
  readonly #threads = new Set<Thread>()
  #stopped = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  run<Input, Output>(task: Task<Input, Output>, input: Input): Promise<Output> {
    return new Promise<Output>((resolve, reject) => {
      this.#add({ task, input, take: () => undefined, resolve: value => resolve(value as Output), reject })
    })
  }

  /** Of a task that answers in parts (`serveParts`): each is taken before the next one is made. */
  parts<Input, Part>(task: Task<Input, Part>, input: Input, take: (part: Part) => unknown): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#add({ task, input, take: part => take(part as Part), resolve: () => resolve(), reject })
    })
  }

  #add({ task, input, ...job }: Adding): void {
    const isFull = this.#waiting.length >= mostWaiting
    if (this.#stopped) job.reject(unavailable('kit.stopping'))
    else if (isFull) {
      job.reject(unavailable('kit.workers-busy', {}, { retryAfterS: 5 }))
    } else {
      this.#waiting.push({ ...job, task: task as Task<unknown, unknown>, input, transfer: buffersIn(input) })
      this.#go()
    }
  }

  /** How many threads there are, for metrics and tests. */
  get threads(): number {
    return this.#threads.size
  }

  /** What has begun is not waited for: it changes nothing by itself. */
  async stop(): Promise<void> {
    this.#stopped = true
    for (const job of this.#waiting.splice(0)) job.reject(unavailable('kit.stopping'))
    await Promise.all([...this.#threads].map(thread => this.#end(thread)))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #go(): void {
    const job = this.#waiting[0]
    if (!job) return
    const thread = this.#threadFor(job.task)
    if (!thread) return
    this.#waiting.shift()
    thread.timer?.cancel()
    thread.job = job
    thread.worker.ref()
    this.#send(thread, job, { input: job.input })
    this.#go()
  }

  #send(thread: Thread, job: Job, order: Order): void {
    thread.timer = this.#clock.after(job.task.deadline_ms, () => {
      const seconds = job.task.deadline_ms / 1_000
      this.#settle(thread, () => job.reject(unavailable('kit.worker-deadline', { seconds })))
      void this.#end(thread)
    })
    thread.worker.postMessage(order, 'input' in order ? [...job.transfer] : [])
  }

  /** One that has nothing to do, or a new one; null while all are at work. */
  #threadFor(task: Task<unknown, unknown>): Thread | null {
    const idle = [...this.#threads].filter(({ job }) => job === null)
    const same = idle.find(thread => thread.task.file === task.file)
    if (same) return same
    if (this.#threads.size >= mostThreads) {
      if (!idle[0]) return null
      void this.#end(idle[0])
    }
    return this.#start(task)
  }

  #start(task: Task<unknown, unknown>): Thread {
    const worker = new Worker(task.file, {
      // What it works on comes from outside: it is given nothing that it does not need.
      env: {},
      execArgv: [],
      name: task.name,
      resourceLimits: { maxOldGenerationSizeMb: task.memory_mb, maxYoungGenerationSizeMb: 16 },
    })
    const thread: Thread = { task, worker, job: null, timer: null }
    this.#threads.add(thread)
    worker.on('message', (answer: Answer<unknown>) => this.#answered(thread, answer))
    worker.on('error', failure => this.#fell(thread, failure))
    worker.on('exit', () => this.#fell(thread, new Error('the thread ended')))
    return thread
  }

  #answered(thread: Thread, answer: Answer<unknown>): void {
    const { job } = thread
    if (!job) return
    if ('part' in answer) return void this.#take(thread, job, answer.part)
    this.#settle(thread, () => {
      if ('value' in answer) return job.resolve(answer.value)
      if ('failed' in answer) return job.reject(new Error(`${job.task.name}: ${answer.failed}`))
      const { kind, code, message, ...more } = answer.refused
      job.reject(new Refusal(kind, code, message, more))
    })
    thread.worker.unref()
    thread.timer = this.#clock.after(idleMs, () => void this.#end(thread))
    this.#go()
  }

  /** What is done with a part is not counted to the thread. */
  async #take(thread: Thread, job: Job, part: unknown): Promise<void> {
    thread.timer?.cancel()
    try {
      await job.take(part)
    } catch (thrown) {
      this.#settle(thread, () => job.reject(thrown as Error))
      return this.#end(thread)
    }
    if (thread.job === job) this.#send(thread, job, { more: true })
  }

  #fell(thread: Thread, failure: Error): void {
    if (!this.#threads.delete(thread)) return
    const { job } = thread
    const isMemory = 'code' in failure && failure.code === 'ERR_WORKER_OUT_OF_MEMORY'
    const refusal = isMemory
      ? unavailable('kit.worker-memory')
      : new Error(`${thread.task.name}: ${messageOf(failure)}`, { cause: failure })
    this.#settle(thread, () => job?.reject(refusal))
    this.#go()
  }

  #settle(thread: Thread, settle: () => void): void {
    thread.timer?.cancel()
    thread.timer = null
    if (thread.job) settle()
    thread.job = null
  }

  async #end(thread: Thread): Promise<void> {
    this.#threads.delete(thread)
    this.#settle(thread, () => thread.job?.reject(unavailable('kit.stopping')))
    await thread.worker.terminate()
    this.#go()
  }
}

/** They go over without a copy, and are gone here; only those that belong to nobody else. */
function buffersIn(input: unknown): TransferListItem[] {
  const isBytes = input instanceof Uint8Array
  const values = isBytes ? [input] : typeof input === 'object' && input !== null ? Object.values(input) : []
  return values.flatMap(one =>
    one instanceof Uint8Array && one.byteLength > 65_536 && one.byteLength === one.buffer.byteLength
      ? [one.buffer as ArrayBuffer]
      : [],
  )
}

import { type ChildProcess, spawn } from 'node:child_process'
import type { Duplex, Readable } from 'node:stream'
import type { Clock, Timer } from '../../../kit/runtime/clock.ts'
import { encodeFrame, type Frame, FrameReader } from './frames.ts'
import { treeUse } from './process-tree.ts'
import type { Launch } from './sandbox.ts'

export type CallRequest = {
  readonly method: string
  /** Below the function: `/` or `/orders/7`. */
  readonly path: string
  readonly query: Readonly<Record<string, string | string[]>>
  readonly query_text: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export type CallAnswer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** Why a call has no answer of the function. */
export type CallFault = 'timeout' | 'memory' | 'processes' | 'ended' | 'answer-too-large' | 'not-started'

export class CallFailure extends Error {
  readonly fault: CallFault
  /** What it wrote until then. */
  logs = ''
  constructor(fault: CallFault, detail: string) {
    super(detail)
    this.fault = fault
  }
}

export type ProcessLimits = {
  readonly timeout_ms: number
  readonly memory_bytes: number
  readonly processes: number
  readonly answer_bytes: number
  /** Of its log, between two calls of `logs`. */
  readonly log_bytes: number
}

type Waiting = {
  readonly resolve: (answer: CallAnswer) => void
  readonly reject: (reason: Error) => void
  readonly timer: Timer
}

/** While it is called, and while it only waits. */
const watchEveryMs = { called: 100, idle: 1_000 }
const startWithinMs = 30_000

/** One process of a function: calls go in, answers come out, and it ends when it takes more than it may. */
export class FunctionProcess {
  readonly #child: ChildProcess
  readonly #channel: Duplex
  readonly #clock: Clock
  readonly #limits: ProcessLimits
  readonly #calls = new Map<number, Waiting>()
  readonly #start: Timer
  #watch: Timer
  #watchesSlowly = false
  readonly #ready: Promise<void>
  #settleReady: { readonly resolve: () => void; readonly reject: (reason: Error) => void } | undefined
  #fault: CallFailure | undefined
  #last = 0
  #log = ''
  #cut = 0

  constructor(
    launch: Launch,
    options: {
      readonly env: Readonly<Record<string, string>>
      readonly cwd: string
      readonly clock: Clock
      readonly limits: ProcessLimits
    },
  ) {
    const { env, cwd, clock, limits } = options
    this.#clock = clock
    this.#limits = limits
    this.#child = spawn(launch.command, launch.args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...launch.inputs.map(() => 'pipe' as const)],
      detached: true,
    })
    for (const [index, input] of launch.inputs.entries()) give(this.#child.stdio[4 + index] as Duplex, input)
    this.#channel = this.#child.stdio[3] as Duplex
    this.#ready = new Promise((resolve, reject) => {
      this.#settleReady = { resolve, reject }
    })
    this.#ready.catch(() => undefined)
    const reader = new FrameReader(limits.answer_bytes)
    this.#channel.on('data', (chunk: Buffer) => {
      try {
        for (const frame of reader.push(chunk)) this.#take(frame)
      } catch (thrown) {
        this.#end(new CallFailure('answer-too-large', String(thrown)))
      }
    })
    this.#channel.on('error', () => undefined)
    for (const stream of [this.#child.stdout, this.#child.stderr]) this.#keepLog(stream)
    this.#child.on('error', error => this.#end(new CallFailure('not-started', error.message)))
    this.#child.on('exit', (code, signal) =>
      this.#end(new CallFailure('ended', `the process ended (${signal ?? code})`)),
    )
    this.#watch = clock.after(watchEveryMs.called, () => this.#look())
    this.#start = clock.after(startWithinMs, () =>
      this.#end(new CallFailure('not-started', 'it did not start within 30 s')),
    )
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  get inFlight(): number {
    return this.#calls.size
  }

  get isOver(): boolean {
    return this.#fault !== undefined
  }

  /** Its handler is loaded. Throws a `CallFailure` when that cannot be done. */
  ready(): Promise<void> {
    return this.#ready
  }

  /** Who aborts waits no longer, and ends the process where nobody else does. */
  async call(request: CallRequest, signal?: AbortSignal): Promise<CallAnswer> {
    await this.#ready
    if (this.#fault) throw this.#fault
    if (signal?.aborted) throw cancelled()
    const { body, ...head } = request
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      const late = new CallFailure('timeout', `no answer within ${this.#limits.timeout_ms} ms`)
      const timer = this.#clock.after(this.#limits.timeout_ms, () => this.#end(late))
      if (this.#watchesSlowly) this.#watchAfter(watchEveryMs.called)
      this.#calls.set(id, { resolve, reject, timer })
      signal?.addEventListener('abort', () => this.#cancel(id), { once: true })
      this.#channel.write(encodeFrame({ id, ...head }, body))
    })
  }

  #cancel(id: number): void {
    const waiting = this.#calls.get(id)
    if (!waiting) return
    if (this.#calls.size === 1) {
      this.#end(cancelled())
      return
    }
    this.#calls.delete(id)
    waiting.timer.cancel()
    waiting.reject(cancelled())
  }

  /** What it wrote since it was asked last. */
  logs(): string {
    const text = this.#cut > 0 ? `${this.#log}\n… ${this.#cut} bytes more were not kept` : this.#log
    this.#log = ''
    this.#cut = 0
    return text
  }

  stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return Promise.resolve()
    const over = new Promise<void>(resolve => this.#child.once('exit', () => resolve()))
    this.#end(new CallFailure('ended', 'the function was stopped'))
    return over
  }

  #take({ head, body }: Frame): void {
    if ('ready' in head) {
      this.#start.cancel()
      const settle = this.#settleReady
      this.#settleReady = undefined
      if (head.ready) settle?.resolve()
      else {
        const failure = new CallFailure('not-started', String(head.error))
        settle?.reject(failure)
        this.#end(failure)
      }
      return
    }
    const { id, status, headers } = head as { id: number; status: number; headers: Record<string, string> }
    const waiting = this.#calls.get(id)
    if (!waiting) return
    this.#calls.delete(id)
    waiting.timer.cancel()
    // A copy: the bytes it came in may hold much more.
    waiting.resolve({ status, headers, body: Buffer.from(body) })
  }

  #look(): void {
    const pid = this.#child.pid
    if (pid === undefined) return
    this.#watchAfter(this.#calls.size > 0 ? watchEveryMs.called : watchEveryMs.idle)
    const { bytes, processes } = treeUse(pid)
    if (bytes > this.#limits.memory_bytes) this.#end(new CallFailure('memory', `it took ${bytes} bytes of memory`))
    else if (processes > this.#limits.processes)
      this.#end(new CallFailure('processes', `it started ${processes} processes`))
  }

  #watchAfter(ms: number): void {
    this.#watch.cancel()
    this.#watch = this.#clock.after(ms, () => this.#look())
    this.#watchesSlowly = ms === watchEveryMs.idle
  }

  #keepLog(stream: Readable | null): void {
    stream?.on('data', (chunk: Buffer) => {
      const room = this.#limits.log_bytes - this.#log.length
      if (room > 0) this.#log += chunk.toString('utf8', 0, room)
      this.#cut += Math.max(0, chunk.length - Math.max(0, room))
    })
  }

  #end(failure: CallFailure): void {
    if (this.#fault) return
    this.#fault = failure
    this.#watch.cancel()
    this.#start.cancel()
    this.#settleReady?.reject(failure)
    this.#settleReady = undefined
    for (const { reject, timer } of this.#calls.values()) {
      timer.cancel()
      reject(failure)
    }
    this.#calls.clear()
    this.#channel.destroy()
    kill(this.#child.pid)
  }
}

function give(stream: Duplex, text: string): void {
  // It ends before it has read them where it cannot start, which is told by its end.
  stream.on('error', () => undefined)
  stream.end(text)
}

const cancelled = (): CallFailure => new CallFailure('ended', 'the call was cancelled')

/** With everything that is in its group. */
function kill(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}

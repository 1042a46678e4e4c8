import { EventEmitter, once } from 'node:events'
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import type { Clock, Timer } from '../../../kit/runtime/clock.ts'
import { packageFile } from '../../../kit/service/host-routes.ts'
import type { Exchange } from '../files/exchange.ts'
import { handlerOf } from '../stack/lint-handler.ts'
import { type FunctionSpec, nodeLanguages } from '../stack/stack.ts'
import {
  type CallAnswer,
  CallFailure,
  type CallRequest,
  FunctionProcess,
  type ProcessLimits,
} from './function-process.ts'
import { goDuration } from './go-duration.ts'
import { bytesOf } from './memory-size.ts'
import { type Confined, type Level, launchOf, readFoldersOf } from './sandbox.ts'

const shims = join(dirname(packageFile), 'services', 'functions', 'runners', 'shims')
const idleMs = 60_000
const usual = { timeout_ms: 10_000, memory_bytes: 256 * 2 ** 20, in_flight: 100, processes: 64 }
const answerBytes = 64 * 2 ** 20
const logBytes = 256 * 2 ** 10

export type RunnerOptions = {
  /** Absolute: where its private copy is made. */
  readonly copy: string
  /** Absolute: what was installed for it, `node_modules` or a virtual environment; undefined: it needs nothing. */
  readonly dependencies?: string | undefined
  /** Those that its stack names. */
  readonly secrets: Readonly<Record<string, string>>
  /** What it is handed of the inbox, and where it leaves what it makes of that; undefined: it is handed nothing. */
  readonly exchange?: Exchange | undefined
  readonly level: Level
  readonly clock: Clock
  readonly find: (program: string) => string | undefined
  /** Of the program itself: what runs Node functions. */
  readonly node: string
}

export type Called = CallAnswer & { readonly logs: string }

/** Runs one function: a private copy of its folder, a process when it is called, none when nobody has for a minute. */
export class FunctionRunner {
  readonly spec: FunctionSpec
  readonly limits: ProcessLimits & { readonly in_flight: number }
  readonly #options: RunnerOptions
  readonly #copy: string
  /** Emits `end` after each call. */
  readonly #ends = new EventEmitter().setMaxListeners(0)
  #process: FunctionProcess | undefined
  #idle: Timer | undefined
  #calls = 0
  #isClosed = false

  constructor(spec: FunctionSpec, options: RunnerOptions) {
    this.spec = spec
    this.#options = options
    this.limits = limitsOf(spec)
    this.#copy = options.copy
  }

  /** Begins again with the folder as it is now. */
  async deploy(): Promise<void> {
    await this.stop()
    rmSync(this.#copy, { recursive: true, force: true })
    cpSync(this.spec.folder, this.#copy, { recursive: true, dereference: true })
    const { dependencies } = this.#options
    const modules = join(this.#copy, 'node_modules')
    if (dependencies && isNode(this.spec) && !existsSync(modules))
      symlinkSync(join(dependencies, 'node_modules'), modules)
  }

  get level(): Level {
    return this.#options.level
  }

  get pid(): number | undefined {
    return this.#process?.pid
  }

  get inFlight(): number {
    return this.#calls
  }

  /** Once it may take another call, or nobody wants to wait any longer. */
  async room(signal: AbortSignal): Promise<void> {
    while (this.inFlight >= this.limits.in_flight && !signal.aborted)
      await once(this.#ends, 'end', { signal }).catch(() => undefined)
  }

  /** Throws a `CallFailure` when the function does not answer. */
  async call(request: CallRequest, signal?: AbortSignal): Promise<Called> {
    const running = this.#running()
    this.#idle?.cancel()
    this.#calls++
    try {
      const answer = await running.call(request, signal)
      // What it wrote before it answered comes another way: it is read in the next turn of the loop at the latest.
      await turn()
      await turn()
      return { ...answer, logs: running.logs() }
    } catch (thrown) {
      if (thrown instanceof CallFailure) thrown.logs = running.logs()
      throw thrown
    } finally {
      this.#calls--
      this.#ends.emit('end')
      this.#idle?.cancel()
      if (this.#calls === 0 && !this.#isClosed) this.#idle = this.#options.clock.after(idleMs, () => this.stop())
    }
  }

  /** For good: nothing starts it again. */
  close(): Promise<void> {
    this.#isClosed = true
    return this.stop()
  }

  /** For good, once the calls that are under way have their answer, each within its time. */
  async retire(): Promise<void> {
    this.#isClosed = true
    await this.rest()
    rmSync(this.#copy, { recursive: true, force: true })
  }

  /** Ends its process once nothing is under way; the next call starts it anew. */
  async rest(): Promise<void> {
    while (this.#calls > 0) await once(this.#ends, 'end')
    await this.stop()
  }

  async stop(): Promise<void> {
    this.#idle?.cancel()
    const running = this.#process
    this.#process = undefined
    await running?.stop()
  }

  #running(): FunctionProcess {
    if (this.#isClosed) throw new CallFailure('ended', 'the function was stopped')
    if (this.#process && !this.#process.isOver) return this.#process
    const { spec } = this
    const { clock, level } = this.#options
    const launch = launchOf(level, this.#confined())
    const env = { PATH: '/usr/local/bin:/usr/bin:/bin', HOSTNAME: spec.name, HOME: this.#copy, ...spec.environment }
    this.#process = new FunctionProcess(launch, { env, cwd: this.#copy, clock, limits: this.limits })
    return this.#process
  }

  #confined(): Confined {
    const { spec } = this
    const { find, node } = this.#options
    const { dependencies, secrets, exchange } = this.#options
    for (const folder of exchange ? [exchange.reads, exchange.writes] : [])
      mkdirSync(folder, { recursive: true, mode: 0o700 })
    const isOfNode = isNode(spec)
    const environment = dependencies && join(dependencies, 'bin', 'python3')
    const program = isOfNode ? node : (environment ?? find('python3'))
    const handler = handlerOf({ ...spec, folder: this.#copy })
    if (program === undefined) throw new CallFailure('not-started', 'python3 is not on this machine')
    if (handler === undefined) throw new CallFailure('not-started', `${basename(spec.folder)} has no handler`)
    return {
      folder: this.#copy,
      readonly: spec.readonly_root_filesystem,
      secrets,
      network: spec.annotations['vigie.network'] === 'true',
      command: [program, join(shims, isOfNode ? 'node-runner.mjs' : 'python_runner.py'), handler],
      reads: [shims, ...readFoldersOf(program), dependencies, exchange?.reads].filter(path => path !== undefined),
      writes: exchange ? [exchange.writes] : [],
      max_heap_mb: Math.floor(this.limits.memory_bytes / 2 ** 20),
      language: isOfNode ? 'node' : 'python',
    }
  }
}

const isNode = ({ lang }: FunctionSpec): boolean => nodeLanguages.includes(lang)

export function limitsOf({ environment, limits }: FunctionSpec): FunctionRunner['limits'] {
  const in_flight = Number(environment.max_inflight)
  return {
    timeout_ms: goDuration(environment.exec_timeout ?? '') || usual.timeout_ms,
    memory_bytes: bytesOf(limits.memory ?? '') ?? usual.memory_bytes,
    in_flight: in_flight > 0 ? in_flight : usual.in_flight,
    processes: usual.processes,
    answer_bytes: answerBytes,
    log_bytes: logBytes,
  }
}

import { EventEmitter } from 'node:events'
import { v7 as uuid } from 'uuid'
import type { Run } from '../../../contracts/functions/runs.ts'
import { type Message, say } from '../../../contracts/messages/words.ts'
import type { Redactor } from '../../../kit/http-client/redact.ts'
import type { Job, JobControl, Outcome } from '../../../kit/jobs/job.ts'
import type { Jobs } from '../../../kit/jobs/jobs.ts'
import type { Queue } from '../../../kit/jobs/queue.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { Handover } from '../files/handover.ts'
import type { GatewayMetrics } from '../gateway/gateway-metrics.ts'
import { type CallAnswer, CallFailure, type CallRequest } from '../runners/function-process.ts'
import type { Deployed, Functions } from '../runners/functions.ts'
import { isWorthRetrying, type RetryPolicy, retryAfterOf, retryPolicyOf, waitOf } from './retry-policy.ts'
import { inputOf, keptBody, type RunInput, requestOf } from './run-input.ts'
import { type RunResult, resultOf } from './run-result.ts'
import type { RunStore, StoredRun } from './run-store.ts'
import { matchesSubject, publishedBy, topicsOf } from './subjects.ts'

/** What starts a run. */
export type Wanted = {
  /** Accepted twice, it is one run; see `derivedRunId`. Left out: a new one. */
  readonly id?: string
  readonly function: string
  readonly trigger: Run['trigger']
  readonly input: RunInput
  /** Goes along with everything that comes of it. Left out: the run's id. */
  readonly correlation_id?: string
  /** What started it: the id of an occurrence, of a file, of an event, of another run. */
  readonly reference?: string
  /** Runs of one key run in their order, one at a time. */
  readonly key?: string
  /** Not before, in epoch milliseconds. */
  readonly due_at?: number
}

/** What a kind of trigger adds to its runs. */
export type Trigger = {
  /** Made anew before each attempt: headers that the function gets besides what is kept. What it throws fails the attempt. */
  prepare?(run: StoredRun): Promise<RunInput['headers']>
  /** Once it has answered, and before anything is stored: may make a failure of a success. */
  conclude?(run: StoredRun, result: RunResult): Promise<RunResult>
  /** In the commit of what finally came of it; again when a dead letter is run again. */
  settled?(run: StoredRun): Promise<void>
}

export type WrittenLog = Pick<StoredRun, 'function' | 'id' | 'started_at' | 'logs'>

type Performing = { readonly headers: RunInput['headers']; readonly signal?: AbortSignal }

type Parts = {
  readonly store: Store
  readonly stored: RunStore
  readonly jobs: Jobs
  readonly functions: Functions
  readonly clock: Clock
  readonly redactor: Pick<Redactor, 'text'>
  readonly metrics: Pick<GatewayMetrics, 'begun' | 'ended'>
}

/** Of one function at a time, beside those that are called over HTTP. */
const mostAtOnce = 16
/** A chain that is longer goes in circles. */
const longestChain = 16
const chainHeader = 'x-vigie-chain'

/** Runs that are accepted now and done as soon as their function can: each has one result, whatever ends meanwhile. */
export class Runs {
  readonly triggers: { [Name in Run['trigger']]?: Trigger } = {}
  /** Of functions that are handed files; undefined: there is no inbox. */
  handover: Handover | undefined
  /** Emits `wrote` with what a call wrote, once it is over. */
  readonly calls = new EventEmitter<{ wrote: [WrittenLog] }>().setMaxListeners(0)
  readonly #parts: Parts
  readonly #queues = new Map<string, Queue<null>>()
  readonly #running = new Map<string, AbortController>()
  #underWay = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** How many functions are at work in this process. */
  get underWay(): number {
    return this.#underWay
  }

  /** Within a transaction: it runs if, and only if, that commits. Answers the id of the run. */
  async accept(wanted: Wanted): Promise<string> {
    const { key, due_at, function: name } = wanted
    const run = this.#new(wanted)
    const { id } = run
    if (await this.#parts.stored.add(run, wanted.input)) {
      await this.#parts.jobs.add(queueOf(name), { id, key, due_at, data: null })
    }
    return id
  }

  /** Within a transaction: written down, and not run. */
  async leave(wanted: Wanted, reason: Message): Promise<void> {
    await this.#parts.stored.add({ ...this.#new(wanted), state: 'cancelled', reason }, wanted.input)
  }

  #new({ id = uuid(), function: name, trigger, input, reference, correlation_id = id }: Wanted): StoredRun {
    if (input.body.length > keptBody) throw new RangeError(`a run keeps at most ${keptBody} bytes`)
    const { functions, clock } = this.#parts
    const begun = { attempt: 0, level: functions.level, started_at: iso(clock.now()) }
    return {
      id,
      function: name,
      trigger,
      state: 'waiting',
      ...begun,
      ...noResult,
      correlation_id,
      reference: reference ?? null,
    }
  }

  /** After a deployment: each function has a queue of its own, so that a slow one holds up nobody else. */
  async openQueues(): Promise<void> {
    const { jobs, functions } = this.#parts
    const deployed = new Map(functions.all().map(one => [one.spec.name, one]))
    for (const name of this.#queues.keys()) {
      if (deployed.has(name)) continue
      this.#queues.delete(name)
      await jobs.close(queueOf(name))
    }
    for (const [name, { spec }] of deployed) {
      const known = this.#queues.get(name)
      if (known) known.wake()
      else this.#queues.set(name, this.#open(name, spec.annotations))
    }
  }

  /** Now, for somebody who waits for the answer; the result is not stored yet. */
  async perform(name: string, input: RunInput, { headers, signal }: Performing): Promise<RunResult> {
    const { clock, functions, redactor, metrics } = this.#parts
    const [started, started_at] = [clock.monotonic(), iso(clock.now())]
    metrics.begun(name)
    this.#underWay++
    const called = call(functions.get(name), requestOf(input, headers), signal).catch(failureOf)
    const outcome = await called.finally(() => {
      this.#underWay--
    })
    const result = resultOf(outcome, Math.round((clock.monotonic() - started) * 1_000) / 1_000)
    const [logs, output] = [redactor.text(result.logs), redactor.text(result.output)]
    metrics.ended(name, input.method, result)
    if (logs !== '') this.calls.emit('wrote', { function: name, id: headers['x-call-id'] ?? '', started_at, logs })
    return { ...result, logs, output }
  }

  /** Within a transaction: what a run that somebody waited for has come to. */
  async record(run: StoredRun, input: RunInput, result: RunResult): Promise<void> {
    await this.#parts.stored.add(run, input)
    await this.handover?.settled(run)
    await this.#publish(run, input, result)
  }

  /** Within a transaction. False: it is over already. */
  async cancel(run: StoredRun): Promise<boolean> {
    const { stored, store, jobs } = this.#parts
    if (run.state !== 'waiting' && run.state !== 'running') return false
    await jobs.stored.remove([run.id])
    await stored.change(run.id, { state: 'cancelled', reason: say('functions.cancelled') })
    const cancelled = { ...run, state: 'cancelled', reason: say('functions.cancelled') } as const
    await this.handover?.settled(cancelled)
    await this.triggers[run.trigger]?.settled?.(cancelled)
    store.afterCommit(() => this.#running.get(run.id)?.abort())
    return true
  }

  #open(name: string, annotations: Readonly<Record<string, string>>): Queue<null> {
    const { jobs, functions, stored } = this.#parts
    const { in_flight } = functions.get(name)?.runner?.limits ?? { in_flight: mostAtOnce }
    return jobs.open<null>({
      name: queueOf(name),
      concurrency: Math.min(in_flight, mostAtOnce),
      may_run: () => functions.get(name)?.runner !== undefined,
      run: (job, control) => this.#run(job, control),
      pause: failures => waitOf(retryPolicyOf(functions.get(name)?.spec.annotations ?? annotations), failures),
      give_up: () => false,
      retried: ({ id }) => stored.change(id, { state: 'waiting', attempt: 0 }),
    })
  }

  async #run({ id, attempts }: Job<null>, { signal }: JobControl): Promise<Outcome> {
    const { stored, store, functions, clock } = this.#parts
    const [run, input] = [await stored.find(id), await stored.inputOf(id)]
    if (!run || !input) return { state: 'done' }
    const deployed = functions.get(run.function)
    if (!deployed?.runner) return { state: 'retry', error: 'it cannot run now' }
    const begun = { ...run, attempt: attempts + 1, level: deployed.runner.level, started_at: iso(clock.now()) }
    const { attempt, level, started_at } = begun
    await store.relaxed(() => stored.change(id, { state: 'running', attempt, level, started_at }))
    const result = await this.#attempt(begun, input, signal)
    return this.#outcomeOf(begun, input, result, retryPolicyOf(deployed.spec.annotations))
  }

  async #attempt(run: StoredRun, input: RunInput, signal: AbortSignal): Promise<RunResult> {
    const cancelled = new AbortController()
    this.#running.set(run.id, cancelled)
    const trigger = this.triggers[run.trigger]
    try {
      const deployed = this.#parts.functions.get(run.function)
      const more = {
        ...(await trigger?.prepare?.(run)),
        ...(deployed && (await this.handover?.open(run, deployed.spec, input))),
      }
      const ended = AbortSignal.any([signal, cancelled.signal])
      await deployed?.runner?.room(ended)
      const headers = { ...more, 'x-call-id': run.id, 'x-correlation-id': run.correlation_id }
      const result = await this.perform(run.function, input, { headers, signal: ended })
      const taken = (deployed && (await this.handover?.close(run, deployed.spec, result))) ?? result
      return (await trigger?.conclude?.(run, taken)) ?? taken
    } finally {
      this.#running.delete(run.id)
    }
  }

  #outcomeOf(begun: StoredRun, input: RunInput, result: RunResult, policy: RetryPolicy): Outcome {
    const { stored, clock } = this.#parts
    const { http_status, output, logs, reason, duration_ms } = result
    const run = { ...begun, state: result.state, http_status, output, logs, reason, duration_ms }
    const change = { state: result.state, http_status, output, logs, reason, duration_ms }
    const settle = async () => {
      await stored.change(run.id, change)
      await this.handover?.settled(run)
      await this.triggers[run.trigger]?.settled?.(run)
    }
    if (result.state === 'succeeded') {
      const write = async () => {
        await settle()
        await this.#publish(run, input, result)
      }
      return { state: 'done', write }
    }
    const error = reason?.code ?? 'failed'
    if (run.attempt >= policy.attempts || !isWorthRetrying(policy, result))
      return { state: 'dead', error, write: settle }
    const write = () => stored.change(run.id, { ...change, state: 'waiting' })
    return { state: 'retry', error, after_ms: retryAfterOf(result, clock.now()), write }
  }

  /** What it answered starts those who listen to its subjects, in the same commit. */
  async #publish(run: StoredRun, { headers }: RunInput, { state, answer }: RunResult): Promise<void> {
    const { id, function: name, correlation_id } = run
    const all = this.#parts.functions.all()
    const publisher = this.#parts.functions.get(name)
    const chain = Number(headers[chainHeader] ?? 0) + 1
    if (!publisher || state === 'failed' || !answer || chain > longestChain) return
    for (const subject of publishedBy(publisher.spec)) {
      const given = inputOf(answer.body, {
        'content-type': typeOf(answer),
        'x-topic': subject,
        [chainHeader]: String(chain),
      })
      for (const { spec } of all) {
        if (!topicsOf(spec).some(topic => matchesSubject(topic, subject))) continue
        await this.accept({ function: spec.name, trigger: 'subject', input: given, correlation_id, reference: id })
      }
    }
  }
}

export const noResult = { duration_ms: 0, http_status: null, output: '', logs: '', reason: null } as const

const queueOf = (name: string): string => `function ${name}`

/** What a template writes as the type of an answer says nothing: a value is `text/html` there. */
function typeOf({ body }: CallAnswer): string {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' ? 'application/json' : 'text/plain'
  } catch {
    return 'text/plain'
  }
}

async function call(deployed: Deployed | undefined, request: CallRequest, signal: AbortSignal | undefined) {
  if (!deployed?.runner) throw new CallFailure('not-started', 'it cannot run here')
  deployed.invocations++
  deployed.replicas = 1
  return deployed.runner.call(request, signal)
}

function failureOf(thrown: unknown): CallFailure {
  if (thrown instanceof CallFailure) return thrown
  throw thrown
}

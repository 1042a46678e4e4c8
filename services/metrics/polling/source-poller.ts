import { randomInt } from 'node:crypto'
import { inEnglish, say } from '../../../contracts/messages/words.ts'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import { FairQueue } from '../../../kit/rate-limit/fair-queue.ts'
import type { Clock, Timer } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { Refusal } from '../../../kit/service/errors.ts'
import type { WorkerPool } from '../../../kit/worker-pool/worker-pool.ts'
import { sourceKind } from '../adapters/index.ts'
import { type Reading, Unreadable, type Validators } from '../adapters/reading/source-kind.ts'
import type { Defined } from '../definitions/definition.ts'
import type { SourceDefinition } from '../sources/source.ts'
import type { SourceState } from '../sources/source-state.ts'

export type Source = Defined<SourceDefinition>

export type PollerDeps = {
  readonly network: OutgoingPolicy
  readonly workers: Pick<WorkerPool, 'run'>
  readonly clock: Clock
  readonly log: Log
  /** Keeps what came of it; answers when it is asked next, in milliseconds from now. */
  readonly record: (source: Source, outcome: Reading | Unreadable) => Promise<number>
}

/** Few at a time: their answers are held in memory. */
const atOnce = 4
const mayWait = 10_000
const retryMs = 60_000

type Polled = { readonly source: Source; timer: Timer | null; running: Promise<void> | null; validators: Validators }

/** Asks every source again and again, each at its own pace. One that is not due costs nothing. */
export class SourcePoller {
  readonly #deps: PollerDeps
  readonly #polled = new Map<string, Polled>()
  readonly #stopping = new AbortController()
  readonly #queue = new FairQueue({ atOnce, mayWait })

  constructor(deps: PollerDeps) {
    this.#deps = deps
  }

  /** All that are to be asked from now on. One that is as it was keeps its turn, and asks for it after a restart. */
  follow(all: readonly Source[], states: ReadonlyMap<string, SourceState>): void {
    if (this.#stopping.signal.aborted) return
    const wanted = new Map(all.map(source => [source.name, source]))
    for (const [name, polled] of this.#polled) {
      if (wanted.get(name)?.revision === polled.source.revision) wanted.delete(name)
      else this.#drop(name, polled)
    }
    for (const source of wanted.values()) {
      if (source.definition.every_s === null) continue
      const state = states.get(source.name)
      this.#add(source, state)
    }
  }

  /** Asks now, or waits for the answer that is under way. */
  async refresh(name: string): Promise<void> {
    const polled = this.#polled.get(name)
    if (polled) await this.#poll(polled)
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    for (const { timer } of this.#polled.values()) timer?.cancel()
    await Promise.all([...this.#polled.values()].map(({ running }) => running))
  }

  #add(source: Source, state: SourceState | undefined): void {
    const polled: Polled = { source, timer: null, running: null, validators: state?.validators ?? {} }
    this.#polled.set(source.name, polled)
    const every = (source.definition.every_s ?? 0) * 1_000
    const due = Math.min(state?.next_at ?? 0, this.#deps.clock.now() + every)
    this.#wait(polled, Math.max(due - this.#deps.clock.now(), randomInt(1_000)))
  }

  #drop(name: string, polled: Polled): void {
    polled.timer?.cancel()
    this.#polled.delete(name)
  }

  #wait(polled: Polled, ms: number): void {
    if (this.#stopping.signal.aborted || this.#polled.get(polled.source.name) !== polled) return
    polled.timer?.cancel()
    polled.timer = this.#deps.clock.after(ms, () => void this.#poll(polled))
  }

  #poll(polled: Polled): Promise<void> {
    polled.timer?.cancel()
    polled.running ??= this.#queue
      .run({ key: 'polls', first: true }, () => this.#pollNow(polled))
      .catch(err => {
        this.#deps.log.error({ err, source: polled.source.name }, 'what a source says could not be stored')
        this.#wait(polled, retryMs)
      })
      .finally(() => {
        polled.running = null
      })
    return polled.running
  }

  async #pollNow(polled: Polled): Promise<void> {
    const { source } = polled
    if (this.#stopping.signal.aborted) return
    const outcome = await readSource(source, { ...this.#deps, validators: polled.validators, signal: this.#signal })
    // Nobody waits for the answer of a source that is another one now.
    if (this.#stopping.signal.aborted || this.#polled.get(source.name) !== polled) return
    if (outcome instanceof Unreadable)
      this.#deps.log.debug({ source: source.name, reason: inEnglish(outcome.reason) }, 'a source cannot be read')
    else polled.validators = outcome.validators ?? {}
    this.#wait(polled, await this.#deps.record(source, outcome))
  }

  get #signal(): AbortSignal {
    return this.#stopping.signal
  }
}

type Asking = Pick<PollerDeps, 'network' | 'workers' | 'clock'> & {
  readonly validators: Validators
  readonly signal: AbortSignal
}

/** Never rejects for what the other side does. */
export async function readSource(
  { name, definition, origin, unreadable }: Omit<Source, 'place' | 'archived' | 'revision'>,
  { network, workers, clock, validators, signal }: Asking,
): Promise<Reading | Unreadable> {
  if (unreadable !== null) return new Unreadable(say('source.unreadable'))
  const context = {
    source: name,
    now: clock.now(),
    network,
    trust: origin === 'file' ? 'operator' : 'anyone',
    signal,
    workers,
    validators,
  } as const
  try {
    const kind = sourceKind(definition.kind)
    return (await kind?.read?.(definition.settings, context)) ?? new Unreadable(say('source.passive'))
  } catch (thrown) {
    if (thrown instanceof Unreadable) return thrown
    // Of the workers: too slow, too large, or too many wait.
    if (thrown instanceof Refusal && thrown.detail_i18n) return new Unreadable(thrown.detail_i18n)
    throw thrown
  }
}

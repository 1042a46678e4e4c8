import type { EdgeSource } from '../../../contracts/edge/sources.ts'
import { inEnglish, say } from '../../../contracts/messages/words.ts'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import type { Message } from '../../../kit/messages/message.ts'
import { type Clock, iso, type Timer } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import type { SourceSettings } from '../config.ts'
import type { Batch, GivenSample, Ingested } from '../ingest/ingest-samples.ts'
import { type Memory, newMemory, pollIotApi, type RoundDeps } from './poll-iot-api.ts'

export type PollerDeps = {
  readonly network: OutgoingPolicy
  readonly clock: Clock
  readonly log: Log
  readonly hasHistory: RoundDeps['hasHistory']
  readonly ingest: (batch: Batch, samples: readonly GivenSample[]) => Promise<Ingested>
}

export type SourceState = Omit<EdgeSource, 'failure' | 'failure_i18n'> & { readonly failure: Message | null }

export const shownState = ({ failure, ...state }: SourceState): EdgeSource => ({
  ...state,
  failure: failure && inEnglish(failure),
  failure_i18n: failure,
})

export type PolledSettings = Extract<SourceSettings, { kind: 'iot-api' }>

type Polled = {
  readonly source: PolledSettings
  readonly memory: Memory
  readonly stopping: AbortController
  state: SourceState
  timer: Timer | null
  running: Promise<void> | null
  failures: number
}

const longestWaitMs = 300_000

/** Asks every source again and again, each at its own pace and none of them twice at once. */
export class SourcePoller {
  readonly #deps: PollerDeps
  readonly #polled = new Map<string, Polled>()

  constructor(deps: PollerDeps) {
    this.#deps = deps
  }

  /** All that are asked from now on. */
  async follow(sources: readonly PolledSettings[]): Promise<void> {
    const wanted = new Map(sources.map(source => [source.name, source]))
    const isSame = (polled: Polled) => JSON.stringify(wanted.get(polled.source.name)) === JSON.stringify(polled.source)
    await Promise.all([...this.#polled.values()].filter(polled => !isSame(polled)).map(polled => this.#drop(polled)))
    for (const source of sources) if (!this.#polled.has(source.name)) this.#add(source)
  }

  states(): SourceState[] {
    return [...this.#polled.values()].map(({ state }) => state)
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#polled.values()].map(polled => this.#drop(polled)))
  }

  #add(source: PolledSettings): void {
    const { name } = source
    const polled: Polled = {
      source,
      memory: newMemory(),
      stopping: new AbortController(),
      state: {
        name,
        kind: source.kind,
        objects: 0,
        rounds: 0,
        failed: 0,
        accepted: 0,
        duplicates: 0,
        refused: {},
        last_success_at: null,
        failure: null,
      },
      timer: null,
      running: null,
      failures: 0,
    }
    this.#polled.set(name, polled)
    this.#wait(polled, 0)
  }

  async #drop(polled: Polled): Promise<void> {
    this.#polled.delete(polled.source.name)
    polled.timer?.cancel()
    polled.stopping.abort()
    await polled.running
  }

  #wait(polled: Polled, ms: number): void {
    if (polled.stopping.signal.aborted) return
    polled.timer = this.#deps.clock.after(ms, () => {
      const begun = this.#deps.clock.monotonic()
      polled.running = this.#poll(polled).finally(() => {
        polled.running = null
        const paceMs = polled.source.interval * 1_000 * 2 ** Math.min(polled.failures, 10)
        const longest = Math.max(longestWaitMs, polled.source.interval * 1_000)
        const taken = this.#deps.clock.monotonic() - begun
        this.#wait(polled, Math.max(0, Math.min(paceMs, longest) - taken))
      })
    })
  }

  async #poll(polled: Polled): Promise<void> {
    const { network, clock, log, hasHistory } = this.#deps
    const { source, memory, stopping } = polled
    const { signal } = stopping
    const take = (client: string, samples: readonly GivenSample[], history: boolean) =>
      this.#take(polled, { client, source: source.name, history }, samples)
    try {
      const { objects, failure } = await pollIotApi(source, memory, { network, clock, signal, take, hasHistory })
      if (signal.aborted) return
      polled.failures = objects === 0 && failure ? polled.failures + 1 : 0
      if (failure && !polled.state.failure)
        log.warn({ source: source.name, reason: inEnglish(failure) }, 'a source cannot be read')
      this.#note(polled, objects, failure)
    } catch (err) {
      // What could not be stored was measured all the same: the next round brings the next values.
      polled.failures += 1
      log.error({ err, source: source.name }, 'what a source says could not be stored')
      this.#note(polled, 0, say('edge.source-not-stored'))
    }
  }

  #note(polled: Polled, objects: number, failure: Message | null): void {
    const { state } = polled
    polled.state = {
      ...state,
      objects: objects > 0 ? objects : state.objects,
      rounds: state.rounds + 1,
      failed: state.failed + (failure ? 1 : 0),
      last_success_at: failure ? state.last_success_at : iso(this.#deps.clock.now()),
      failure,
    }
  }

  async #take(polled: Polled, batch: Batch, samples: readonly GivenSample[]): Promise<void> {
    const { accepted, duplicates, refused } = await this.#deps.ingest(batch, samples)
    const { state } = polled
    const reasons = { ...state.refused }
    for (const { reason } of refused) reasons[reason] = (reasons[reason] ?? 0) + 1
    polled.state = {
      ...state,
      accepted: state.accepted + accepted,
      duplicates: state.duplicates + duplicates,
      refused: reasons,
    }
  }
}

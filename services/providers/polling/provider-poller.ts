import { createHash, randomInt } from 'node:crypto'
import { inEnglish, say } from '../../../contracts/messages/words.ts'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import { FairQueue } from '../../../kit/rate-limit/fair-queue.ts'
import { type Clock, iso, type Timer } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { adapterOfKind } from '../registry/adapter-kinds.ts'
import { isTrouble } from '../registry/provider.ts'
import type { ResolvedProvider } from '../registry/resolve-provider.ts'
import { deriveState, type Snapshot, unknownSnapshot } from '../state/snapshot.ts'
import { pollBackoff } from './poll-backoff.ts'
import { type Memory, type PollDeps, type PollResponse, pollProvider } from './poll-provider.ts'
import type { PollResult } from './record-poll.ts'
import type { ResponseSamples } from './response-samples.ts'

export type PollerDeps = {
  readonly network: OutgoingPolicy
  readonly clock: Clock
  readonly log: Log
  readonly captures: ResponseSamples
  /** `same`: it shows what the last one showed. */
  readonly record: (id: string, result: PollResult, same: boolean) => Promise<void>
}

type PolledProvider = {
  followed: ResolvedProvider
  readonly memory: Memory
  timer: Timer | null
  running: Promise<void> | null
  failures: number
  polls: number
  failed: number
  answered_at: number | null
  /** What it showed last, to see whether anything is new. */
  print: string
  words: string
}

/** Few at a time: their answers are held in memory. */
const atOnce = 4
/** More than there are providers: none is refused. */
const mayWait = 10_000
const retryMs = 60_000
/** An answer of somebody else within this time proves that our own network works. */
const provenMs = 180_000

const cannotBeAsked: PollResponse = {
  read: { unreadable: say('provider.address-unreadable') },
  documents: [],
  answered: false,
  retry_after: undefined,
}

/** Asks every provider again and again, each at its own pace, and hands on what it shows. */
export class ProviderPoller {
  readonly #deps: PollerDeps
  readonly #polled = new Map<string, PolledProvider>()
  readonly #stopping = new AbortController()
  readonly #queue = new FairQueue({ atOnce, mayWait })

  constructor(deps: PollerDeps) {
    this.#deps = deps
  }

  /** All that are to be followed from now on; those that are new are polled soon. */
  follow(all: readonly ResolvedProvider[]): void {
    if (this.#stopping.signal.aborted) return
    const wanted = new Map(all.map(followed => [followed.id, followed]))
    for (const [id, polled] of this.#polled) {
      const next = wanted.get(id)
      if (next && sameTarget(next, polled.followed)) polled.followed = next
      else this.#drop(id, polled)
    }
    for (const followed of all) if (!this.#polled.has(followed.id)) this.#add(followed, all.length)
  }

  /** Asks now, or waits for the answer that is under way. */
  async refresh(id: string): Promise<void> {
    const polled = this.#polled.get(id)
    if (polled) await this.#poll(polled)
  }

  counts(): { readonly id: string; readonly polls: number; readonly failed: number }[] {
    return [...this.#polled].map(([id, { polls, failed }]) => ({ id, polls, failed }))
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    for (const { timer } of this.#polled.values()) timer?.cancel()
    await Promise.all([...this.#polled.values()].map(({ running }) => running))
  }

  #add(followed: ResolvedProvider, others: number): void {
    const polled: PolledProvider = {
      followed,
      memory: new Map(),
      timer: null,
      running: null,
      failures: 0,
      polls: 0,
      failed: 0,
      answered_at: null,
      print: '',
      words: '',
    }
    this.#polled.set(followed.id, polled)
    // Many at once are spread over the first seconds.
    this.#wait(polled, randomInt(1 + Math.min(10_000, others * 100)))
  }

  #drop(id: string, polled: PolledProvider): void {
    polled.timer?.cancel()
    this.#polled.delete(id)
  }

  #wait(polled: PolledProvider, ms: number): void {
    if (this.#stopping.signal.aborted || this.#polled.get(polled.followed.id) !== polled) return
    polled.timer?.cancel()
    polled.timer = this.#deps.clock.after(ms, () => void this.#poll(polled))
  }

  #poll(polled: PolledProvider): Promise<void> {
    polled.timer?.cancel()
    polled.running ??= this.#queue
      .run({ key: 'polls', first: true }, () => this.#pollNow(polled))
      .catch(err => {
        this.#deps.log.error({ err, provider: polled.followed.id }, 'a provider could not be asked')
        this.#wait(polled, retryMs)
      })
      .finally(() => {
        polled.running = null
      })
    return polled.running
  }

  async #pollNow(polled: PolledProvider): Promise<void> {
    const { followed } = polled
    const adapter = adapterOfKind(followed.kind)
    if (!adapter || this.#stopping.signal.aborted) return
    const response = followed.unreadable
      ? cannotBeAsked
      : await pollProvider(adapter, followed.urls, polled.memory, this.#pollDeps(polled))
    // Nobody waits for the answer of a provider that is followed no more, or while everything ends.
    if (this.#stopping.signal.aborted || this.#polled.get(followed.id) !== polled) return
    const now = this.#deps.clock.now()
    if (response.answered) polled.answered_at = now
    const readable = 'reading' in response.read
    const snapshot =
      'reading' in response.read
        ? deriveState(response.read.reading, followed, now)
        : unknownSnapshot(response.read.unreadable)
    polled.polls++
    if (!readable) polled.failed++
    polled.failures = readable ? 0 : polled.failures + 1
    await this.#record(polled, { snapshot, readable, at: iso(now) })
    this.#report(polled, response)
    await this.#keepSample(followed.id, snapshot, response)
    const { failures } = polled
    this.#wait(
      polled,
      pollBackoff({ failures, retry_after: response.retry_after, pace_s: adapter.pace_s, now }, below =>
        randomInt(below),
      ),
    )
  }

  #pollDeps(polled: PolledProvider): PollDeps {
    const { network, clock } = this.#deps
    const othersAnswer = () =>
      [...this.#polled.values()].some(
        other => other !== polled && other.answered_at !== null && clock.now() - other.answered_at <= provenMs,
      )
    return { network, clock, signal: this.#stopping.signal, othersAnswer }
  }

  async #record(polled: PolledProvider, result: PollResult): Promise<void> {
    const print = createHash('sha256')
      .update(JSON.stringify([result.readable, result.snapshot]))
      .digest('base64')
    const same = result.readable && print === polled.print
    polled.print = ''
    try {
      await this.#deps.record(polled.followed.id, result, same)
      polled.print = print
    } catch (err) {
      // The database refuses: what was seen is seen again at the next poll.
      this.#deps.log.error({ err, provider: polled.followed.id }, 'the state of a provider could not be stored')
    }
  }

  #report(polled: PolledProvider, { read }: PollResponse): void {
    const { log } = this.#deps
    const provider = polled.followed.id
    if ('unreadable' in read) {
      if (polled.failures === 1) log.warn({ provider, reason: inEnglish(read.unreadable) }, 'a provider cannot be read')
      return
    }
    const words = read.unknown_words.join(', ')
    if (words && words !== polled.words)
      log.warn({ provider, words: read.unknown_words }, 'a provider uses unknown words')
    polled.words = words
  }

  async #keepSample(id: string, { state }: Snapshot, { documents }: PollResponse): Promise<void> {
    if (!isTrouble(state) && state !== 'unknown') return
    try {
      await this.#deps.captures.keep(id, documents, this.#deps.clock.now())
    } catch (err) {
      this.#deps.log.warn({ err, provider: id }, 'what a provider sent could not be kept')
    }
  }
}

function sameTarget(one: ResolvedProvider, other: ResolvedProvider): boolean {
  const target = ({ kind, urls, regions, components }: ResolvedProvider) =>
    JSON.stringify([kind, urls, regions, components])
  return target(one) === target(other)
}

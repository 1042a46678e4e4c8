import { createHash, randomInt } from 'node:crypto'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
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
  readonly record: (id: string, look: PollResult, same: boolean) => Promise<void>
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
const retryMs = 60_000
/** An answer of somebody else within this time proves that our own network works. */
const provenMs = 180_000

const cannotBeAsked: PollResponse = {
  read: { unreadable: 'its address cannot be read: the key file of this installation is another one now' },
  documents: [],
  answered: false,
  retry_after: undefined,
}

/** Asks every provider again and again, each at its own pace, and hands on what it shows. */
export class ProviderPoller {
  readonly #deps: PollerDeps
  readonly #polled = new Map<string, PolledProvider>()
  readonly #stopping = new AbortController()
  #free = atOnce
  readonly #waiting: (() => void)[] = []

  constructor(watching: PollerDeps) {
    this.#deps = watching
  }

  /** All that are to be followed from now on; those that are new are asked soon. */
  follow(all: readonly ResolvedProvider[]): void {
    if (this.#stopping.signal.aborted) return
    const wanted = new Map(all.map(followed => [followed.id, followed]))
    for (const [id, watched] of this.#polled) {
      const next = wanted.get(id)
      if (next && sameTarget(next, watched.followed)) watched.followed = next
      else this.#drop(id, watched)
    }
    for (const followed of all) if (!this.#polled.has(followed.id)) this.#add(followed, all.length)
  }

  /** Asks now, or waits for the answer that is under way. */
  async refresh(id: string): Promise<void> {
    const watched = this.#polled.get(id)
    if (watched) await this.#poll(watched)
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
    const watched: PolledProvider = {
      ...{ followed, memory: new Map(), timer: null, running: null, failures: 0, polls: 0, failed: 0 },
      ...{ answered_at: null, print: '', words: '' },
    }
    this.#polled.set(followed.id, watched)
    // Many at once are spread over the first seconds.
    this.#wait(watched, randomInt(1 + Math.min(10_000, others * 100)))
  }

  #drop(id: string, watched: PolledProvider): void {
    watched.timer?.cancel()
    this.#polled.delete(id)
  }

  #wait(watched: PolledProvider, ms: number): void {
    if (this.#stopping.signal.aborted || this.#polled.get(watched.followed.id) !== watched) return
    watched.timer?.cancel()
    watched.timer = this.#deps.clock.after(ms, () => void this.#poll(watched))
  }

  #poll(watched: PolledProvider): Promise<void> {
    watched.timer?.cancel()
    watched.running ??= this.#inTurn(() => this.#pollNow(watched))
      .catch(err => {
        this.#deps.log.error({ err, provider: watched.followed.id }, 'a provider could not be asked')
        this.#wait(watched, retryMs)
      })
      .finally(() => {
        watched.running = null
      })
    return watched.running
  }

  async #inTurn(run: () => Promise<void>): Promise<void> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>(resolve => this.#waiting.push(resolve))
    try {
      await run()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }

  async #pollNow(watched: PolledProvider): Promise<void> {
    const { followed } = watched
    const adapter = adapterOfKind(followed.kind)
    if (!adapter || this.#stopping.signal.aborted) return
    const asked = followed.unreadable
      ? cannotBeAsked
      : await pollProvider(adapter, followed.urls, watched.memory, this.#asking(watched))
    // Nobody waits for what was asked of a provider that is followed no more, or while everything ends.
    if (this.#stopping.signal.aborted || this.#polled.get(followed.id) !== watched) return
    const now = this.#deps.clock.now()
    if (asked.answered) watched.answered_at = now
    const readable = 'reading' in asked.read
    const snapshot =
      'reading' in asked.read ? deriveState(asked.read.reading, followed, now) : unknownSnapshot(asked.read.unreadable)
    watched.polls++
    if (!readable) watched.failed++
    watched.failures = readable ? 0 : watched.failures + 1
    await this.#record(watched, { snapshot, readable, at: iso(now) })
    this.#report(watched, asked)
    await this.#keepSample(followed.id, snapshot, asked)
    const { failures } = watched
    this.#wait(
      watched,
      pollBackoff({ failures, retry_after: asked.retry_after, pace_s: adapter.pace_s, now }, below => randomInt(below)),
    )
  }

  #asking(watched: PolledProvider): PollDeps {
    const { network, clock } = this.#deps
    const othersAnswer = () =>
      [...this.#polled.values()].some(
        other => other !== watched && other.answered_at !== null && clock.now() - other.answered_at <= provenMs,
      )
    return { network, clock, signal: this.#stopping.signal, othersAnswer }
  }

  async #record(watched: PolledProvider, look: PollResult): Promise<void> {
    const print = createHash('sha256')
      .update(JSON.stringify([look.readable, look.snapshot]))
      .digest('base64')
    const same = look.readable && print === watched.print
    watched.print = ''
    try {
      await this.#deps.record(watched.followed.id, look, same)
      watched.print = print
    } catch (err) {
      // The database refuses: what was seen is seen again at the next look.
      this.#deps.log.error({ err, provider: watched.followed.id }, 'the state of a provider could not be stored')
    }
  }

  #report(watched: PolledProvider, { read }: PollResponse): void {
    const { log } = this.#deps
    const provider = watched.followed.id
    if ('unreadable' in read) {
      if (watched.failures === 1) log.warn({ provider, reason: read.unreadable }, 'a provider cannot be read')
      return
    }
    const words = read.unknown_words.join(', ')
    if (words && words !== watched.words)
      log.warn({ provider, words: read.unknown_words }, 'a provider uses unknown words')
    watched.words = words
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

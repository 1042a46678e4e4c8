import type { Clock } from '../runtime/clock.ts'

export type Rate = {
  /** So many at once, and as many again each `per_ms`. */
  readonly count: number
  readonly per_ms: number
  /** For all keys together: whoever comes from ever new addresses meets this one. */
  readonly everybody?: number
}

type Bucket = { readonly tokens: number; readonly at: number }

/** Those longest unused are forgotten first; they are nearly full again. */
const mostKeys = 300_000

/** A token bucket for each key, in memory: nobody's address is stored, and a restart forgets everything. */
export class RateLimit {
  readonly #clock: Pick<Clock, 'monotonic'>
  readonly #rate: Rate
  readonly #buckets = new Map<string, Bucket>()
  #all: Bucket | undefined

  constructor(clock: Pick<Clock, 'monotonic'>, rate: Rate) {
    this.#clock = clock
    this.#rate = rate
  }

  /** Takes one and answers 0, or takes none and answers the seconds until there is one. */
  take(key: string): number {
    const { count, per_ms, everybody } = this.#rate
    const now = this.#clock.monotonic()
    const mine = this.#filled(this.#buckets.get(key), count, now)
    const all = everybody === undefined ? Number.POSITIVE_INFINITY : this.#filled(this.#all, everybody, now)
    const waitMs = Math.max(waitFor(mine, per_ms / count), waitFor(all, per_ms / (everybody ?? 1)))
    if (waitMs > 0) return waitMs / 1000
    // Put at the end, so that the first is the one longest unused.
    this.#buckets.delete(key)
    this.#buckets.set(key, { tokens: mine - 1, at: now })
    if (everybody !== undefined) this.#all = { tokens: all - 1, at: now }
    this.#forget(now)
    return 0
  }

  /** What was taken turned out to be no matter of this limit. */
  giveBack(key: string): void {
    const bucket = this.#buckets.get(key)
    if (bucket) this.#buckets.set(key, { ...bucket, tokens: Math.min(this.#rate.count, bucket.tokens + 1) })
  }

  /** How many keys are remembered. */
  get size(): number {
    return this.#buckets.size
  }

  #filled(bucket: Bucket | undefined, most: number, now: number): number {
    return bucket ? Math.min(most, bucket.tokens + ((now - bucket.at) * most) / this.#rate.per_ms) : most
  }

  #forget(now: number): void {
    for (const [key, { at }] of this.#buckets) {
      if (now - at < this.#rate.per_ms && this.#buckets.size <= mostKeys) return
      this.#buckets.delete(key)
    }
  }
}

const waitFor = (tokens: number, refillMs: number): number => (tokens >= 1 ? 0 : Math.ceil((1 - tokens) * refillMs))

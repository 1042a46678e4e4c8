type Bucket = { tokens: number; at: number }

const perMinute = 5
const refillMs = 60_000 / perMinute
/** Those longest unused go first; they are nearly full again. */
const mostBuckets = 300_000

/** So many reports a minute from one network, no more. Times are of a monotonic clock. */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket>()

  /** 0 when one was taken, else how long to wait for the next, in milliseconds. */
  take(key: string, now: number): number {
    const { tokens, at } = this.#buckets.get(key) ?? { tokens: perMinute, at: now }
    const filled = Math.min(perMinute, tokens + (now - at) / refillMs)
    if (filled < 1) return Math.ceil((1 - filled) * refillMs)
    // Put at the end, so that the first is the one longest unused.
    this.#buckets.delete(key)
    this.#buckets.set(key, { tokens: filled - 1, at: now })
    this.#forget(now)
    return 0
  }

  get size(): number {
    return this.#buckets.size
  }

  #forget(now: number): void {
    for (const [key, { at }] of this.#buckets) {
      if (now - at < 60_000 && this.#buckets.size <= mostBuckets) return
      this.#buckets.delete(key)
    }
  }
}

import type { Clock } from '../../kit/clock.ts'

export type RateLimit = {
  /** Seconds to wait, or null when it was within the limit and is counted. */
  take(key: string): number | null
}

type Window = { readonly ends_at: number; count: number }

/** Whoever comes from ever new addresses meets the limit of all. */
const mostKeys = 10_000
const everybody = '*'

/** So many in a window for each key, and a hundred times as many for all keys together. In memory: nobody's address is kept. */
export function rateLimit(
  clock: Pick<Clock, 'monotonic'>,
  limit: { readonly count: number; readonly per_ms: number },
): RateLimit {
  const windows = new Map<string, Window>()
  const windowOf = (key: string, now: number): Window => {
    const known = windows.get(key)
    if (known && known.ends_at > now) return known
    if (windows.size >= mostKeys) for (const [old, { ends_at }] of windows) if (ends_at <= now) windows.delete(old)
    const fresh = { ends_at: now + limit.per_ms, count: 0 }
    windows.set(key, fresh)
    return fresh
  }
  return {
    take: key => {
      const now = clock.monotonic()
      const all = windowOf(everybody, now)
      if (all.count >= limit.count * 100) return (all.ends_at - now) / 1000
      const mine = windowOf(key, now)
      if (mine.count >= limit.count) return (mine.ends_at - now) / 1000
      all.count += 1
      mine.count += 1
      return null
    },
  }
}

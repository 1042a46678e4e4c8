import { isIP } from 'node:net'
import type { Clock } from '../../kit/clock.ts'

type Visitor = {
  readonly ip: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** Who is counted. A proxy in front of us is near, and names the visitor last; of IPv6 a household has 64 bits. */
export function visitorOf({ ip, headers }: Visitor): string {
  const isNear = /^(::ffff:)?(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)|^::1$|^f[cd]/i.test(ip)
  const named =
    String(headers['x-forwarded-for'] ?? '')
      .split(',')
      .at(-1)
      ?.trim() ?? ''
  return householdOf(isNear && isIP(named) !== 0 ? named : ip)
}

function householdOf(ip: string): string {
  if (isIP(ip) !== 6 || ip.includes('.')) return ip
  const [front = [], back = []] = ip.split('::').map(part => part.split(':').filter(Boolean))
  const zeros = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0')
  return [...front, ...zeros, ...back].slice(0, 4).join(':')
}

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

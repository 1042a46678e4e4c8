import { retryAfter } from '../../../kit/http-client/retry-after.ts'

const usualMs = 60_000
const longestMs = 900_000
const mostWantedMs = 3_600_000

export type Backoff = {
  /** Answers in a row that could not be read. */
  readonly failures: number
  /** What the server asked for: seconds or a date. */
  readonly retry_after?: string | undefined
  /** What the kind asks for, because its answer is large. */
  readonly pace_s?: number | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * Milliseconds until a provider is asked again: one to two minutes, so that many do not ask at the same moment. Sooner
 * after a first failure, as that may be nothing; ever more rarely after many. `random` answers a whole number below.
 */
export function pollBackoff(
  { failures, retry_after, pace_s = 0, now }: Backoff,
  random: (below: number) => number,
): number {
  const wanted = Math.min(mostWantedMs, (retryAfter(retry_after, now) ?? 0) * 1000)
  if (failures === 1) return Math.max(wanted, 15_000 + random(15_000))
  const slower = failures > 3 ? Math.min(longestMs, usualMs * 2 ** (failures - 3)) : usualMs
  return Math.max(wanted, slower, pace_s * 1000) + random(usualMs)
}

/** A message on its way to one channel; what it says stands in its notifications. Times are ISO 8601 UTC. */
export type Delivery = {
  readonly seq: number
  /** The idempotency key: the same on every attempt, and that of the job that sends it. */
  readonly id: string
  readonly channel: string
  readonly event_id: string
  readonly subject: string
  readonly state: 'queued' | 'delivered' | 'dead'
  readonly attempts: number
  readonly next_at: string | null
  /** Until then more notifications may join it. */
  readonly held_until: string | null
  readonly last_error: string | null
  readonly created_at: string
  /** Counts for giving up; later than `created_at` when somebody asked for another try. */
  readonly queued_at: string
  readonly done_at: string | null
  /** JSON of what it says when that is not of incidents; forgotten with the delivery. */
  readonly message: string | null
}

/** Of each channel; public. */
export const queueOf = (channel: string): string => `deliveries/${channel}`

/** Small enough that a channel that comes back hears everything soon, however long it was away. */
const longestPauseMs = 20_000
/** A receiver that names a longer time is asked again after this one. */
const longestRetryAfterMs = 3_600_000
/** So long the oldest message of a channel may stand in the way of the others. */
export const longestBlockMs = 3_600_000

/** How long to wait after so many failures in a row: doubling, a little different each time, never sooner than asked. */
export function pauseMs(failures: number, retry_after_s: number | undefined, random: () => number): number {
  const doubled = Math.min(longestPauseMs, 500 * 2 ** Math.min(failures, 10))
  const asked = Math.min(longestRetryAfterMs, (retry_after_s ?? 0) * 1000)
  return Math.max(doubled * (0.75 + random() / 4), asked)
}

export function isGivenUp({ queued_at }: Delivery, give_up_after_ms: number, now: number): boolean {
  return now - Date.parse(queued_at) >= give_up_after_ms
}

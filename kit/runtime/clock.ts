import { readFileSync } from 'node:fs'

/** The wall clock was set, or the process (or the whole machine) did not run for a while. Times are epoch milliseconds. */
export type Jump = {
  /** `step`: somebody set the clock. `gap`: nothing ran (suspended, stopped, starved): what happened then is unknown. */
  readonly kind: 'step' | 'gap'
  /** The last instant known before, on the old reckoning. */
  readonly from: number
  /** The instant it was noticed, on the new reckoning. Smaller than `from` when the clock was set back. */
  readonly to: number
  /** How far the wall clock was moved against real time; 0 for a gap. */
  readonly by: number
}

/**
 * Time comes only from here. `now` is wall time in epoch milliseconds, but advances with the monotonic clock between
 * jumps, so a duration taken within one process never feels the wall clock being set.
 */
export type Clock = {
  now(): number
  /** Milliseconds since an arbitrary start; never goes back, not moved by setting the wall clock. */
  monotonic(): number
  after(ms: number, run: () => void): Timer
  onJump(listener: (jump: Jump) => void): () => void
}

export type Timer = { cancel(): void }

/** Below this a difference is scheduling noise or clock slewing. */
const jumpMs = 2_000
const lookEveryMs = 500

export const iso = (epochMs: number): string => new Date(epochMs).toISOString()

export function sleep(clock: Clock, ms: number): Promise<void> {
  return new Promise(resolve => clock.after(ms, resolve))
}

export type SystemClock = Clock & { stop(): void }

export function systemClock(): SystemClock {
  const listeners = new Set<(jump: Jump) => void>()
  let offset = Date.now() - performance.now()
  let seen = readClocks()
  const look = () => {
    const now = readClocks()
    const { drift, jump } = jumpBetween(seen, now, offset)
    // Small differences (slewing, the resolution of the boot clock) are followed silently.
    if (Math.abs(drift) > 50) offset += drift
    seen = now.awake === null ? { ...now, awake: awakeBy(seen, now) } : now
    if (jump) for (const tell of listeners) tell(jump)
  }
  const timer = setInterval(look, lookEveryMs)
  timer.unref()
  return {
    now: () => performance.now() + offset,
    monotonic: () => performance.now(),
    after: (ms, run) => {
      const handle = setTimeout(run, ms)
      return { cancel: () => clearTimeout(handle) }
    },
    onJump: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop: () => clearInterval(timer),
  }
}

/** What the clocks of the machine say at one moment. */
export type Clocks = {
  readonly wall: number
  readonly monotonic: number
  /** Since boot, suspension included (CLOCK_BOOTTIME); null when the system does not tell just now. */
  readonly awake: number | null
}

const awakeBy = (before: Clocks, now: Clocks): number | null =>
  before.awake === null ? null : before.awake + (now.monotonic - before.monotonic)

/**
 * What happened between two looks at the clocks. `offset`: of our reckoning against the monotonic clock. Without the boot
 * clock, which cannot be read while too many files are open, nobody knows of a sleep: then there was none.
 */
export function jumpBetween(before: Clocks, now: Clocks, offset: number): { drift: number; jump: Jump | null } {
  const ran = now.monotonic - before.monotonic
  // A suspended machine stops the monotonic clock but not the wall clock nor the boot clock: that is a gap, not a step.
  const slept = now.awake === null || before.awake === null ? 0 : now.awake - before.awake - ran
  const drift = now.wall - (now.monotonic + offset)
  const by = slept > jumpMs ? drift - slept : drift
  const from = before.monotonic + offset
  const to = now.monotonic + (Math.abs(drift) > 50 ? offset + drift : offset)
  if (Math.abs(by) > jumpMs) return { drift, jump: { kind: 'step', from, to, by } }
  const isGap = ran + Math.max(0, slept) > lookEveryMs + jumpMs
  return { drift, jump: isGap ? { kind: 'gap', from, to, by: 0 } : null }
}

function readClocks(): Clocks {
  return { wall: Date.now(), monotonic: performance.now(), awake: awakeMs() }
}

function awakeMs(): number | null {
  try {
    return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000
  } catch {
    return null
  }
}

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
  let seenMonotonic = performance.now()
  let seenAwake = awakeMs()
  const look = () => {
    const monotonic = performance.now()
    const awake = awakeMs()
    const from = seenMonotonic + offset
    // A suspended machine stops the monotonic clock but not the wall clock nor the boot clock: that is a gap, not a step.
    const slept = awake - seenAwake - (monotonic - seenMonotonic)
    const drift = Date.now() - (monotonic + offset)
    const by = slept > jumpMs ? drift - slept : drift
    const gap = monotonic - seenMonotonic + Math.max(0, slept) > lookEveryMs + jumpMs
    // Small differences (slewing, the resolution of the boot clock) are followed silently.
    if (Math.abs(drift) > 50) offset += drift
    seenMonotonic = monotonic
    seenAwake = awake
    const to = monotonic + offset
    if (Math.abs(by) > jumpMs) for (const tell of listeners) tell({ kind: 'step', from, to, by })
    else if (gap) for (const tell of listeners) tell({ kind: 'gap', from, to, by: 0 })
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

/** Milliseconds since boot, suspension included (CLOCK_BOOTTIME), where the system tells; else the monotonic clock. */
function awakeMs(): number {
  try {
    return Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000
  } catch {
    return performance.now()
  }
}

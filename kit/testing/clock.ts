import type { Clock, Jump, Timer } from '../runtime/clock.ts'

export type TestClock = Clock & {
  /** Lets time pass: timers fire in order, and what they start gets its turn. */
  advance(ms: number): Promise<void>
  /** Somebody sets the wall clock. */
  step(by: number): void
  /** Nothing runs for a while; timers that were due fire afterwards. */
  stall(ms: number): void
}

/** Time that only moves when the test says so. Starts at 2026-01-05T08:00:00Z, a Monday. */
export function testClock(start = Date.UTC(2026, 0, 5, 8)): TestClock {
  let wall = start
  let monotonic = 0
  let order = 0
  const timers = new Map<number, { at: number; run: () => void }>()
  const listeners = new Set<(jump: Jump) => void>()
  const tell = (jump: Jump): void => {
    for (const listener of listeners) listener(jump)
  }
  const next = (until: number): [number, { at: number; run: () => void }] | undefined => {
    let best: [number, { at: number; run: () => void }] | undefined
    for (const entry of timers) if (entry[1].at <= until && (!best || entry[1].at < best[1].at)) best = entry
    return best
  }
  const pass = (ms: number): void => {
    wall += ms
    monotonic += ms
  }
  return {
    now: () => wall,
    monotonic: () => monotonic,
    after: (ms, run): Timer => {
      const id = order++
      timers.set(id, { at: monotonic + Math.max(0, ms), run })
      return { cancel: () => timers.delete(id) }
    },
    onJump: listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    advance: async ms => {
      const until = monotonic + ms
      await turn()
      for (let due = next(until); due; due = next(until)) {
        timers.delete(due[0])
        pass(Math.max(0, due[1].at - monotonic))
        due[1].run()
        await turn()
      }
      pass(until - monotonic)
      await turn()
    },
    step: by => {
      const from = wall
      wall += by
      tell({ kind: 'step', from, to: wall, by })
    },
    stall: ms => {
      const from = wall
      pass(ms)
      tell({ kind: 'gap', from, to: wall, by: 0 })
    },
  }
}

/** Lets promises and immediate callbacks that are already due run. */
async function turn(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise(resolve => setImmediate(resolve))
}

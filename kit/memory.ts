import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Clock, Timer } from './clock.ts'

type Collecting = {
  /** Gives garbage back to the system; `thorough` lets go of code that was not run lately too. */
  collect(thorough: boolean): void
  /** Bytes of the heap that are in use, garbage included. */
  used(): number
  /** Whether V8 has to collect each time the heap has grown by half, or may choose. */
  hold(held: boolean): void
  /** The share of the time since it was last asked in which the event loop had work, from 0 to 1. */
  busy(): number
}

const settledMs = 10_000
const againMs = 1_000
const minuteMs = 60_000
const idleShare = 0.05
/** Above it those who wait for answers would pay for the pause, and for compiling again what is hot. */
const busyShare = 0.5
const largeBytes = 48 * 1_048_576

/**
 * Starting leaves garbage and code that never runs again; V8 would keep the pages until it needs them. Thoroughly twice,
 * because what was not run since the last time counts as old. Later once a minute, while there is little to do: a small
 * heap grows by a third before V8 looks through it by itself, and looking through it takes it 15 ms.
 * A large heap V8 lets grow to four times what is in use, and it never gives the pages back while there is steady work:
 * such a heap is held.
 */
export function giveBackMemory(clock: Clock, given: Collecting = ofThisProcess()): { stop(): void } {
  const { busy, collect } = given
  const holdIfLarge = (): void => given.hold(given.used() > largeBytes)
  let timer: Timer
  const whenSettled = (): void => {
    if (busy() > busyShare) {
      holdIfLarge()
      timer = clock.after(settledMs, whenSettled)
      return
    }
    collect(true)
    holdIfLarge()
    timer = clock.after(againMs, () => {
      collect(true)
      busy()
      timer = clock.after(minuteMs, eachMinute)
    })
  }
  const eachMinute = (): void => {
    holdIfLarge()
    if (busy() < idleShare) collect(false)
    timer = clock.after(minuteMs, eachMinute)
  }
  timer = clock.after(settledMs, whenSettled)
  return { stop: () => timer.cancel() }
}

function ofThisProcess(): Collecting {
  type Kind = { readonly type: 'major'; readonly flavor: 'last-resort' | 'regular' }
  setFlagsFromString('--expose-gc')
  const collector = runInNewContext('gc') as (kind: Kind) => void
  let seen = performance.eventLoopUtilization()
  return {
    collect: thorough => {
      setFlagsFromString(`--bytecode-old-age=${thorough ? 1 : 6}`)
      collector({ type: 'major', flavor: thorough ? 'last-resort' : 'regular' })
    },
    used: () => getHeapStatistics().used_heap_size,
    hold: held => setFlagsFromString(`--heap-growing-percent=${held ? 50 : 0}`),
    busy: () => {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, seen)
      seen = now
      return utilization
    },
  }
}

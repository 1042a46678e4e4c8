import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Clock, Timer } from './clock.ts'

type Collecting = {
  /** Gives garbage back to the system; `thorough` lets go of code that was not run lately too. */
  collect(thorough: boolean): void
  /** From now on V8 collects each time the heap has grown by half. */
  hold(): void
  /** The share of the time since it was last asked in which the event loop had work, from 0 to 1. */
  busy(): number
}

const settledMs = 10_000
const againMs = 1_000
const minuteMs = 60_000
const idleShare = 0.05
/** Above it those who wait for answers would pay for the pause, and for compiling again what is hot. */
const busyShare = 0.5

/**
 * Starting leaves garbage and code that never runs again; V8 would keep the pages until it needs them. Thoroughly twice,
 * because what was not run since the last time counts as old. Later once a minute, while there is little to do: looking
 * through a small heap takes 15 ms.
 * Left to itself V8 lets a heap grow to four times what is in use, by what it is busy with, and it never gives the pages
 * back while there is steady work.
 */
export function tuneHeap(clock: Clock, given: Collecting = ofThisProcess()): { stop(): void } {
  const { busy, collect } = given
  given.hold()
  let timer: Timer
  const whenSettled = (): void => {
    if (busy() > busyShare) {
      timer = clock.after(settledMs, whenSettled)
      return
    }
    collect(true)
    timer = clock.after(againMs, () => {
      collect(true)
      busy()
      timer = clock.after(minuteMs, eachMinute)
    })
  }
  const eachMinute = (): void => {
    if (busy() < idleShare) collect(false)
    timer = clock.after(minuteMs, eachMinute)
  }
  timer = clock.after(settledMs, whenSettled)
  return { stop: () => timer.cancel() }
}

type Collection = { readonly type: 'minor' } | { readonly type: 'major'; readonly flavor: 'last-resort' | 'regular' }

let collector: ((kind: Collection) => void) | undefined

function collect(kind: Collection): void {
  if (!collector) {
    setFlagsFromString('--expose-gc')
    collector = runInNewContext('gc') as (kind: Collection) => void
  }
  collector(kind)
}

/** After so many bytes of blocks, those that nobody holds any more are freed. */
const blocksBytes = 4_194_304
let blocks = 0

/**
 * To be called for each piece that is read from the network or written to it, and for what services answer each other within the
 * process. It is a block of its own outside of V8's heap,
 * and V8 lets 64 MB of them gather before it looks, while the few young objects that hold them are looked through in less
 * than a millisecond (`bin/vigie.js` keeps their nursery small).
 */
export function noteBlock(length: number): void {
  blocks += length
  if (blocks < blocksBytes) return
  blocks = 0
  collect({ type: 'minor' })
}

function ofThisProcess(): Collecting {
  let seen = performance.eventLoopUtilization()
  return {
    collect: thorough => {
      setFlagsFromString(`--bytecode-old-age=${thorough ? 1 : 6}`)
      collect({ type: 'major', flavor: thorough ? 'last-resort' : 'regular' })
    },
    hold: () => setFlagsFromString('--heap-growing-percent=50'),
    busy: () => {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, seen)
      seen = now
      return utilization
    },
  }
}

import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { startedChildren } from './children.ts'

type Condition = () => boolean | Promise<boolean>
type Limits = { readonly within_s?: number; readonly every_ms?: number }

/** Waits in real time; says what was waited for when it never comes. */
export async function until(what: string, isTrue: Condition, limits: Limits = {}): Promise<void> {
  const { within_s = 60, every_ms = 50 } = limits
  const isTimeLeft = patience(within_s * 1_000)
  // What is true soon is seen soon, and what takes long is not asked for all the time.
  for (let turn = 0; !(await isTrue()); turn++) {
    if (!isTimeLeft()) throw new Error(`waited ${within_s} s in vain: ${what}`)
    await pause(Math.min(every_ms, 10 + turn))
  }
}

/**
 * Whether there is still time. What this process or a program that it started has waited for a processor does not count: on
 * a machine that has other work to do, everything takes longer and nothing is wrong.
 */
export function patience(within_ms: number): () => boolean {
  let left = within_ms
  let last = performance.now()
  let before = waitsForProcessor()
  return () => {
    const now = performance.now()
    const after = waitsForProcessor()
    const waited = [...after].map(([pid, ms]) => ms - (before.get(pid) ?? ms))
    left -= Math.max(0, now - last - Math.max(0, ...waited))
    last = now
    before = after
    return left > 0
  }
}

/** Milliseconds that the first thread of each was ready to run while others did. */
function waitsForProcessor(): ReadonlyMap<number, number> {
  return new Map([process.pid, ...startedChildren()].map(pid => [pid, waitForProcessor(pid)]))
}

/** Known on Linux: https://docs.kernel.org/scheduler/sched-stats.html. Elsewhere all time counts. */
function waitForProcessor(pid: number): number {
  try {
    const [, nanoseconds] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')
    return Number(nanoseconds) / 1e6
  } catch {
    return 0
  }
}

import { setTimeout as pause } from 'node:timers/promises'

/** Waits in real time; says what was waited for when it never comes. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  { within_s = 60, every_ms = 50 } = {},
): Promise<void> {
  const end = performance.now() + within_s * 1000
  while (!(await isTrue())) {
    if (performance.now() > end) throw new Error(`waited ${within_s} s in vain for ${what}`)
    await pause(every_ms)
  }
}

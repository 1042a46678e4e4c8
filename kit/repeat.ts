import type { Clock, Timer } from './clock.ts'
import type { Log } from './log.ts'
import type { Repeat } from './service.ts'
import { StoreFailure } from './store/failure.ts'

export type Repeating = { stop(): Promise<void> }

/** Runs it again and again, never twice at once; a run that fails is a bug, is logged, and the next one comes anyway. */
export function startRepeat(repeat: Repeat, { clock, log }: { clock: Clock; log: Log }): Repeating {
  let stopped = false
  let timer: Timer | undefined
  let running: Promise<void> = Promise.resolve()
  let due = clock.monotonic() + repeat.every_ms
  const run = async (): Promise<void> => {
    try {
      await repeat.run()
    } catch (thrown) {
      // That nothing can be stored is said once for all, by whoever watches over the stores.
      if (thrown instanceof StoreFailure) log.debug({ repeat: repeat.name, code: thrown.code }, 'a repeated task waits')
      else log.error({ err: thrown, repeat: repeat.name }, 'a repeated task failed')
    }
    const now = clock.monotonic()
    // What was missed while the machine slept is not made up for.
    due = Math.max(due + repeat.every_ms, now)
    if (!stopped) wait()
  }
  const wait = (): void => {
    timer = clock.after(Math.max(0, due - clock.monotonic()), () => {
      running = run()
    })
  }
  wait()
  return {
    stop: async () => {
      stopped = true
      timer?.cancel()
      await running
    },
  }
}

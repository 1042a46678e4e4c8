import type { Clock, Timer } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { messageOf } from '../service/errors.ts'
import { StoreFailure } from '../store/failure.ts'
import type { RunningSchedule, Schedule } from './schedule.ts'

/** Runs it again and again, never twice at once; a run that fails is a bug, is logged, and the next one comes anyway. */
export function startInterval(
  schedule: Schedule,
  every_ms: number,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): RunningSchedule {
  const { name, timing } = schedule
  let stopped = false
  let timer: Timer | undefined
  let running: Promise<void> | undefined
  let lastRun: number | null = null
  let error: string | null = null
  let due = clock.monotonic() + every_ms
  const run = async (): Promise<void> => {
    lastRun = clock.now()
    error = null
    try {
      await schedule.run(lastRun)
    } catch (thrown) {
      error = messageOf(thrown)
      logFailure(log, name, thrown)
    }
    const now = clock.monotonic()
    // What was missed while the machine slept is not made up for.
    due = Math.max(due + every_ms, now)
    running = undefined
    if (!stopped) wait()
  }
  const wait = (): void => {
    timer = clock.after(Math.max(0, due - clock.monotonic()), () => {
      running = run()
    })
  }
  wait()
  const next = () => [clock.now() + Math.max(0, due - clock.monotonic())]
  return {
    view: () => ({ name, timing, running: running !== undefined, last_run_at: lastRun, next: next(), error }),
    stop: async () => {
      stopped = true
      timer?.cancel()
      await running
    },
  }
}

/** That nothing can be stored is said once for all, by whoever watches over the stores. */
export function logFailure(log: Log, name: string, thrown: unknown): void {
  if (thrown instanceof StoreFailure) log.debug({ schedule: name, code: thrown.code }, 'a schedule waits for its store')
  else log.error({ err: thrown, schedule: name }, 'a schedule failed')
}

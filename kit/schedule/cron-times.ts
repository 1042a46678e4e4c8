import type { Cron } from 'croner'
import { lazyRequire } from '../runtime/lazy-require.ts'
import type { CronTiming } from './schedule.ts'

const croner = lazyRequire<typeof import('croner')>('croner')

/**
 * The times of a cron expression in a time zone. Where clocks are put forward, a fixed time that does not exist (`30 2 * * *`)
 * is the first one after the gap, and repeated ones (every five minutes) skip it; where clocks are put back, a fixed time is
 * its first occurrence, and repeated ones go on through the hour that comes twice. Source: croner, after Vixie cron.
 */
export class CronTimes {
  readonly #cron: Cron

  /** Throws a `RangeError` or `TypeError` for what is no expression or no time zone. */
  constructor({ cron, time_zone }: Pick<CronTiming, 'cron' | 'time_zone'>) {
    this.#cron = new (croner().Cron)(cron, { timezone: time_zone, paused: true, mode: '5-or-6-parts' })
  }

  /** In epoch milliseconds; null: never again. */
  after(time: number): number | null {
    return this.#cron.nextRun(new Date(time))?.getTime() ?? null
  }

  next(time: number, count: number): number[] {
    return this.#cron.nextRuns(count, new Date(time)).map(date => date.getTime())
  }

  /** After the one, and up to and with the other; at most `count` of them, the earliest. */
  between(after: number, until: number, count: number): number[] {
    const times: number[] = []
    for (let time = this.after(after); time !== null && time <= until && times.length < count; time = this.after(time))
      times.push(time)
    return times
  }
}

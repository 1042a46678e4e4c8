/** What is to be done again and again, by this service. */
export type Schedule = {
  readonly name: string
  readonly timing: Timing
  /** `due`: the time that it runs for, in epoch milliseconds; later than that only because it was late. */
  readonly run: (due: number) => Promise<void> | void
}

export type Timing =
  /** In this process, from its start on. What was missed while the process was away is not made up for. */
  | { readonly kind: 'interval'; readonly every_ms: number }
  /** The last run is stored: one process of the cluster runs it, and soon after a start where it is overdue. */
  | { readonly kind: 'periodic'; readonly every_ms: number }
  | ({ readonly kind: 'cron' } & CronTiming)

export type CronTiming = {
  /** Five fields, or six with seconds first. */
  readonly cron: string
  /** IANA: `Europe/Paris`. */
  readonly time_zone: string
  /** What becomes of times at which nothing ran: forgotten, the last one made up for, or each of them in order. */
  readonly catch_up: 'none' | 'last' | 'all'
}

export const every = (every_ms: number, name: string, run: Schedule['run']): Schedule => ({
  name,
  timing: { kind: 'interval', every_ms },
  run,
})

/** For what has to happen once a day although the program may be started anew more often. */
export const periodically = (every_ms: number, name: string, run: Schedule['run']): Schedule => ({
  name,
  timing: { kind: 'periodic', every_ms },
  run,
})

export const onTime = (timing: CronTiming, name: string, run: Schedule['run']): Schedule => ({
  name,
  timing: { kind: 'cron', ...timing },
  run,
})

/** As `GET /api/v1/system/schedules` shows it. */
export type ScheduleView = {
  readonly name: string
  readonly timing: Timing
  readonly running: boolean
  readonly last_run_at: number | null
  /** The next times, soonest first; of a cron expression several. */
  readonly next: readonly number[]
  /** Of the last run; null: it went well. */
  readonly error: string | null
}

export type RunningSchedule = {
  view(): ScheduleView
  /** Waits for a run that has begun. */
  stop(): Promise<void>
}

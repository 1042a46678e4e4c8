import type { Clock } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import { startInterval } from './interval.ts'
import type { RunStore } from './run-store.ts'
import type { RunningSchedule, Schedule } from './schedule.ts'
import { StoredSchedule } from './stored-schedule.ts'

export type ScheduleParts = { readonly clock: Clock; readonly log: Log; readonly runs: RunStore }

export function startSchedule(schedule: Schedule, parts: ScheduleParts): RunningSchedule {
  const { timing } = schedule
  return timing.kind === 'interval'
    ? startInterval(schedule, timing.every_ms, parts)
    : new StoredSchedule(schedule, timing, parts)
}

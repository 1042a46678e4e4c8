import { Temporal } from 'temporal-polyfill'
import { hoursKept } from './baseline.ts'

const hourMs = 3_600_000

/** Hour since the epoch → hour of the week where people live, Monday 00:00 first. Remembers: calendars are slow. */
export function hoursOfWeekIn(time_zone: string): (hour: number) => number {
  const known = new Map<number, number>()
  return hour => {
    const before = known.get(hour)
    if (before !== undefined) return before
    const { dayOfWeek, hour: ofDay } = Temporal.Instant.fromEpochMilliseconds(hour * hourMs).toZonedDateTimeISO(
      time_zone,
    )
    const slot = (dayOfWeek - 1) * 24 + ofDay
    if (known.size > 2 * hoursKept) known.clear()
    known.set(hour, slot)
    return slot
  }
}

import { Temporal } from 'temporal-polyfill'

/** A calendar day in a time zone, as epoch milliseconds: 23 or 25 hours long when the clocks change. */
export type Day = { readonly date: string; readonly from: number; readonly to: number }

export type Calendar = {
  readonly time_zone: string
  /** The last `count` days, oldest first; the last one contains `now`. */
  days(count: number, now: number): readonly Day[]
}

export function createCalendar(time_zone: string): Calendar {
  const starts = new Map<string, number>()
  const startOf = (date: Temporal.PlainDate): number => {
    const name = date.toString()
    const known = starts.get(name)
    if (known !== undefined) return known
    const start = date.toZonedDateTime(time_zone).epochMilliseconds
    starts.set(name, start)
    return start
  }
  let latest: { count: number; days: readonly Day[] } = { count: 0, days: [] }
  return {
    time_zone,
    days: (count, now) => {
      const today = latest.days.at(-1)
      if (latest.count === count && today && now >= today.from && now < today.to) return latest.days
      const last = Temporal.Instant.fromEpochMilliseconds(Math.floor(now)).toZonedDateTimeISO(time_zone).toPlainDate()
      const days: Day[] = []
      for (let back = count - 1; back >= 0; back -= 1) {
        const date = last.subtract({ days: back })
        days.push({ date: date.toString(), from: startOf(date), to: startOf(date.add({ days: 1 })) })
      }
      latest = { count, days }
      return days
    },
  }
}

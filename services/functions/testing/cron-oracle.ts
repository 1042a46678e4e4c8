/**
 * The times of a cron expression, found without any library: a walk through every minute of the zone's clocks, as Intl tells them. A
 * time of day (numbers and lists of them) is kept where clocks go forward, as the first minute after the gap, and comes once where they go
 * back; what is repeated (`*`, a range, a step) follows the time that passes.
 */
export function timesByWalking(cron: string, timeZone: string, from: number, until: number): number[] {
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = cron.split(' ')
  const sets = [valuesOf(minute, 0, 59), valuesOf(hour, 0, 23), valuesOf(day, 1, 31), valuesOf(month, 1, 12)] as const
  const weekdays = new Set([...valuesOf(weekday, 0, 7)].map(value => value % 7))
  const matches = (local: number): boolean => {
    const date = new Date(local)
    const isDay = sets[2].has(date.getUTCDate())
    const isWeekday = weekdays.has(date.getUTCDay())
    const isDate = day === '*' || weekday === '*' ? isDay && isWeekday : isDay || isWeekday
    const isTime = sets[0].has(date.getUTCMinutes()) && sets[1].has(date.getUTCHours())
    return isTime && isDate && sets[3].has(date.getUTCMonth() + 1)
  }
  const isRepeated = /[*/-]/.test(minute + hour)
  const offsets = offsetsOf(timeZone)
  const found: number[] = []
  let latest = from + offsets(from)
  for (let time = from + minuteMs; time <= until; time += minuteMs) {
    const local = time + offsets(time)
    let isDue = matches(local)
    if (!isRepeated) {
      if (local <= latest) isDue = false
      for (let skipped = latest + minuteMs; skipped < local; skipped += minuteMs) isDue ||= matches(skipped)
    }
    latest = Math.max(latest, local)
    if (isDue) found.push(time)
  }
  return found
}

const minuteMs = 60_000
/** Clocks change at quarters of an hour only. */
const quarterMs = 900_000

function offsetsOf(timeZone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  let known = { quarter: Number.NaN, offset: 0 }
  return time => {
    const quarter = Math.floor(time / quarterMs) * quarterMs
    if (known.quarter !== quarter) {
      const parts = Object.fromEntries(format.formatToParts(quarter).map(({ type, value }) => [type, Number(value)]))
      const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts
      known = { quarter, offset: Date.UTC(year, month - 1, day, hour, minute) - quarter }
    }
    return known.offset
  }
}

function valuesOf(field: string, least: number, most: number): Set<number> {
  const values = field.split(',').flatMap(part => {
    const [range = '', step = '1'] = part.split('/')
    const [first = least, last = first] = range === '*' ? [least, most] : range.split('-').map(Number)
    const end = part.includes('/') && !range.includes('-') ? most : last
    return Array.from({ length: Math.floor((end - first) / Number(step)) + 1 }, (_, at) => first + at * Number(step))
  })
  return new Set(values)
}

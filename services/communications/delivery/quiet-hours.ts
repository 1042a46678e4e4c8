export type QuietHours = {
  /** Minutes after midnight; `to` may be on the next day. */
  readonly from: number
  readonly to: number
  readonly time_zone: string
  /** Critical messages wait too. */
  readonly hold_critical: boolean
}

const minuteMs = 60_000
const dayMinutes = 1_440

/** `22:00` → 1320. */
export function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * 60 + minutes
}

/** When it is quiet now: until when, in epoch milliseconds. Else null. */
export function quietUntil({ from, to, time_zone }: QuietHours, now: number): number | null {
  const minute = localMinute(now, time_zone)
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to
  if (!isQuiet) return null
  const wait = (to - minute + dayMinutes) % dayMinutes
  const end = Math.floor(now / minuteMs) * minuteMs + wait * minuteMs
  // In a night when clocks change, that many minutes later it is another time.
  const off = localMinute(end, time_zone) - to
  const nearest = off > dayMinutes / 2 ? off - dayMinutes : off < -dayMinutes / 2 ? off + dayMinutes : off
  return Math.max(now + 1, end - nearest * minuteMs)
}

function localMinute(at: number, time_zone: string): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: time_zone,
  })
  return minutesOf(format.format(at))
}

import type { PagesMessages } from '../../../contracts/messages/en/tables/pages.ts'
import { type Language, tables } from '../../../contracts/messages/tables.ts'

type Dates = PagesMessages['dates']

/** How times and numbers are written in one language and time zone. */
export type Format = {
  /** `21 Nov, 14:02 CET` · `21 nov. à 14:02 UTC+1`: always with the zone. */
  time(at: string): string
  /** The same with the year. */
  timeWithYear(at: string): string
  /** `14:02` */
  clock(at: string): string
  /** `21 Nov`, of a calendar day `2026-11-21`. */
  day(date: string): string
  /** `November 2026`, as it stands in a heading, of `2026-11`. */
  month(month: string): string
  /** `1 Aug – 12 Nov` */
  days(first: string, last: string): string
  /** Cut, not rounded, to two decimals: only a perfect record reads 100 %. */
  percent(ratio: number): string
  /** With one decimal at most. */
  number(value: number): string
  list(names: readonly string[]): string
  /** The largest `parts` units: `2 h 14 min`. */
  duration(seconds: number, parts?: number): string
}

/** The calendar day `2026-11-21` of an instant. */
export function dateIn(timeZone: string, epochMs: number): string {
  // The Canadian order is that of ISO 8601.
  return new Intl.DateTimeFormat('en-CA', { timeZone }).format(epochMs)
}

const noBreak = '\u00a0'

export function formatOf(language: Language, timeZone: string): Format {
  const { dates } = tables[language].pages
  const { locale } = dates
  const written = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone, ...options })
    return (at: string) => format.format(Date.parse(at))
  }
  const date = written({ day: 'numeric', month: 'short' })
  const dateWithYear = written({ day: 'numeric', month: 'long', year: 'numeric' })
  const clock = written({ hour: '2-digit', minute: '2-digit' })
  const zone = zoneName(locale, timeZone)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 })
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 })
  const list = new Intl.ListFormat(locale)
  const day = dayOf(dates)
  const first = (text: string) => text.replace(/^1 /, `${dates.firstOfMonth} `)

  return {
    time: at => `${dates.withTime(first(date(at)), clock(at))}${noBreak}${zone(at)}`,
    timeWithYear: at => `${dates.withTime(first(dateWithYear(at)), clock(at))}${noBreak}${zone(at)}`,
    clock,
    day,
    month: month => monthName(locale, month),
    days: (from, to) => `${day(from)}${noBreak}– ${day(to)}`,
    percent: remembered(ratio => percent.format(Math.floor(ratio * 10_000) / 10_000).replace(/\s%/, '\u202f%')),
    number: value => number.format(value),
    list: names => list.format(names),
    duration: (seconds, parts = 2) => durationOf(dates, seconds, parts),
  }
}

/** Days are calendar days already, whatever the time zone. */
function dayOf({ locale, firstOfMonth }: Dates): (date: string) => string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short' })
  return remembered(date => {
    const text = format.format(Date.parse(`${date}T00:00:00Z`)).replace(' ', noBreak)
    return text.replace(/^1\u00a0/, firstOfMonth + noBreak)
  })
}

function monthName(locale: string, month: string): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', month: 'long', year: 'numeric' })
  const text = format.format(Date.parse(`${month}-01T00:00:00Z`)).replace(' ', noBreak)
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)
}

/** A page says the same ninety days and the same few percentages of each service; `Intl` takes microseconds for each. */
function remembered<Key>(write: (key: Key) => string): (key: Key) => string {
  const known = new Map<Key, string>()
  return key => {
    let text = known.get(key)
    if (text === undefined) {
      text = write(key)
      if (known.size >= 2_000) known.clear()
      known.set(key, text)
    }
    return text
  }
}

function zoneName(locale: string, timeZone: string): (at: string) => string {
  const format = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })
  return at => format.formatToParts(Date.parse(at)).find(part => part.type === 'timeZoneName')?.value ?? timeZone
}

function durationOf({ day }: Dates, seconds: number, parts: number): string {
  if (seconds > 0 && seconds < 1) return `<${noBreak}1${noBreak}s`
  let rest = Math.max(0, Math.round(seconds))
  const units = [
    [86_400, day],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const
  const first = units.findIndex(([length]) => rest >= length)
  const said: string[] = []
  for (const [length, unit] of first < 0 ? [] : units.slice(first, first + parts)) {
    const count = Math.floor(rest / length)
    rest -= count * length
    if (count > 0) said.push(`${count}${noBreak}${unit}`)
  }
  return said.length > 0 ? said.join(noBreak) : `0${noBreak}s`
}

import type { Uptime, UptimeDay } from '../../../contracts/monitor/monitor.ts'

/** What a day can hold, from the foot of its bar to the top. */
export const dayParts = ['down_s', 'degraded_s', 'maintenance_s', 'unknown_s', 'up_s'] as const
export type DayPart = (typeof dayParts)[number]
/** What a day can hold besides what is wanted. */
export const troubles = ['down_s', 'degraded_s', 'maintenance_s', 'unknown_s'] as const
export type Trouble = (typeof troubles)[number]

/** The last days of one component, ready to be drawn and told in any language. */
export type UptimeBars = {
  /** By the rule of `Uptime`; null when nothing is known. */
  readonly ratio: number | null
  readonly days: number
  /** SVG path data, one path per state. */
  readonly paths: Readonly<Partial<Record<DayPart, string>>>
  /** Days that had some of it; for `unknown_s`, days that had nothing else. */
  readonly counts: Readonly<Record<Trouble, number>>
  /** The lines of the day table, newest first. */
  readonly spans: readonly Span[]
}

/** A day, or days in a row of which there is nothing to tell apart. */
export type Span = {
  readonly first: string
  readonly last: string
  readonly days: number
  readonly ratio: number | null
  readonly seconds: Readonly<Partial<Record<Trouble, number>>>
}

type Seconds = Readonly<Record<DayPart, number>>

export const barPitch = 6
export const barHeight = 32
/** One minute of outage in a day must be seen too. */
const leastHeight = 9
/** A restart of the lookout is no reason to give a quiet day a line of its own. */
const unknownWorthTellingS = 600
const dayMs = 86_400_000

/** The `count` days up to the last known one; days before the first known one were watched by nobody. */
export function uptimeBarsOf(
  { ratio, days }: Pick<Uptime, 'ratio' | 'days'>,
  count: number,
  today: string,
): UptimeBars {
  const shown = lastDays(days, count, today)
  const counts = { down_s: 0, degraded_s: 0, maintenance_s: 0, unknown_s: 0 }
  for (const day of shown) {
    for (const part of troubles) if (part === 'unknown_s' ? sortOf(day) === 'unseen' : day[part] > 0) counts[part]++
  }
  return { ratio, days: count, paths: barPaths(fromTheFirstLook(shown)), counts, spans: spansOf(shown) }
}

function lastDays(days: readonly UptimeDay[], count: number, today: string): readonly UptimeDay[] {
  const known = days.slice(-count)
  const first = Date.parse(`${known[0]?.date ?? dateOf(Date.parse(today) + dayMs)}T00:00:00Z`)
  const missing = count - known.length
  const unseen = { up_s: 0, degraded_s: 0, down_s: 0, maintenance_s: 0, unknown_s: 0 }
  const before = Array.from({ length: missing }, (_, index) => ({
    date: dateOf(first - (missing - index) * dayMs),
    ...unseen,
  }))
  return [...before, ...known]
}

const dateOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10)

function ratioOf(seconds: Seconds): number | null {
  const known = seconds.up_s + seconds.degraded_s + seconds.down_s
  return known === 0 ? null : (seconds.up_s + seconds.degraded_s) / known
}

type Run = {
  readonly part: DayPart
  readonly top: number
  readonly bottom: number
  readonly first: number
  next: number
}

/** On the day of the first look nobody was looking before it: that part is not drawn, as the days before are not. */
function fromTheFirstLook(days: readonly UptimeDay[]): readonly UptimeDay[] {
  const first = days.findIndex(day => sortOf(day) !== 'unseen')
  return first <= 0 ? days : days.with(first, { ...(days[first] as UptimeDay), unknown_s: 0 })
}

/**
 * Days touch and may run together: the gaps between them are cut by a clip path that all drawings share, so a season
 * without trouble is a single rectangle.
 */
function barPaths(days: readonly UptimeDay[]): UptimeBars['paths'] {
  const paths: Partial<Record<DayPart, string>> = {}
  const runs = new Map<string, Run>()
  const close = ({ part, top, bottom, first, next }: Run) => {
    const width = (next - first) * barPitch
    paths[part] = `${paths[part] ?? ''}M${first * barPitch} ${top}h${width}V${bottom}h${-width}z`
  }
  days.forEach((day, index) => {
    for (const segment of segmentsOf(day)) {
      const key = `${segment.part} ${segment.top} ${segment.bottom}`
      const run = runs.get(key)
      if (run?.next === index) run.next = index + 1
      else {
        if (run) close(run)
        runs.set(key, { ...segment, first: index, next: index + 1 })
      }
    }
  })
  for (const run of runs.values()) close(run)
  return paths
}

function segmentsOf(day: UptimeDay): readonly Omit<Run, 'first' | 'next'>[] {
  const total = dayParts.reduce((sum, part) => sum + day[part], 0)
  if (total === 0) return [{ part: 'unknown_s', top: 0, bottom: barHeight }]
  const segments: Omit<Run, 'first' | 'next'>[] = []
  let bottom = barHeight
  const present = dayParts.filter(part => day[part] > 0)
  for (const part of present) {
    const share = Math.round((day[part] / total) * barHeight)
    const height = part === 'unknown_s' ? share : Math.max(leastHeight, share)
    const top = part === present.at(-1) ? 0 : Math.max(0, bottom - height)
    if (top < bottom) segments.push({ part, top, bottom })
    bottom = top
  }
  return segments
}

/** Days without trouble, and days without data, are told together; the sums stay exact. */
function spansOf(days: readonly UptimeDay[]): readonly Span[] {
  const lines: { first: string; last: string; days: number; sort: Sort; seconds: Seconds }[] = []
  for (const day of days.toReversed()) {
    const sort = sortOf(day)
    const newer = lines.at(-1)
    if (newer && sort !== 'trouble' && sort === newer.sort) {
      newer.first = day.date
      newer.days++
      newer.seconds = sum(newer.seconds, day)
    } else lines.push({ first: day.date, last: day.date, days: 1, sort, seconds: day })
  }
  return lines.map(({ first, last, days, seconds }) => ({
    first,
    last,
    days,
    ratio: ratioOf(seconds),
    seconds: Object.fromEntries(troubles.filter(part => seconds[part] > 0).map(part => [part, seconds[part]])),
  }))
}

type Sort = 'unseen' | 'quiet' | 'trouble'

function sortOf(day: UptimeDay): Sort {
  if (day.down_s + day.degraded_s + day.maintenance_s > 0) return 'trouble'
  if (day.up_s === 0) return 'unseen'
  return day.unknown_s > unknownWorthTellingS ? 'trouble' : 'quiet'
}

const sum = (a: Seconds, b: Seconds): Seconds => ({
  up_s: a.up_s + b.up_s,
  degraded_s: a.degraded_s + b.degraded_s,
  down_s: a.down_s + b.down_s,
  maintenance_s: a.maintenance_s + b.maintenance_s,
  unknown_s: a.unknown_s + b.unknown_s,
})

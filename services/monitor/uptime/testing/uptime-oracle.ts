import { type CheckState, newCheckState } from '../../evaluation/check-state.ts'
import { applyJump, type IntervalStart } from '../../evaluation/clock-jump.ts'
import { createCalendar } from '../calendar.ts'
import { mergeSpans, ratioOf, type Span, totalsByDay } from '../uptime.ts'

/**
 * Uptime against a brute-force count: random lives of a check (changes, restarts, stalls, clock steps, maintenance,
 * days with daylight saving) are painted second by second and counted, and compared with what `uptime.ts` says.
 */
export function worstUptimeError(lives: number, random: () => number): { worst_points: number; lives: number } {
  let worst = 0
  for (let life = 0; life < lives; life += 1) worst = Math.max(worst, errorOfOneLife(random))
  return { worst_points: worst, lives }
}

const states = ['up', 'degraded', 'down', 'unknown'] as const
const maintenance = 4
const unseen = 3
const spanDays = 4
/** Zones and dates around which their clocks change, by an hour, by half an hour, at midnight, or never. */
const places = [
  ['UTC', '2026-01-05'],
  ['Europe/Paris', '2026-03-27'],
  ['Europe/Paris', '2026-10-23'],
  ['America/New_York', '2026-03-06'],
  ['America/Santiago', '2026-04-03'],
  ['America/Santiago', '2026-09-04'],
  ['Australia/Lord_Howe', '2026-04-03'],
  ['Asia/Kathmandu', '2026-06-01'],
] as const

function errorOfOneLife(random: () => number): number {
  const [zone, date] = places[Math.floor(random() * places.length)] ?? places[0]
  const origin = Date.parse(`${date}T00:00:00Z`)
  const life = live(random)
  const planned = Array.from({ length: Math.floor(random() * 3) }, () => randomSpan(random))
  for (const span of planned) life.painted.fill(maintenance, span.from, span.to)
  const now = origin + life.now * 1000
  const days = createCalendar(zone).days(spanDays + 2, now)
  const totals = totalsByDay(
    {
      changes: life.rows.map(row => ({ ...row, started_at: origin + row.started_at * 1000 })),
      maintenance: mergeSpans(planned.map(({ from, to }) => ({ from: origin + from * 1000, to: origin + to * 1000 }))),
      now,
    },
    days,
  )
  const counted = countByDay(life.painted.subarray(0, life.now), { origin, zone })
  let worst = pointsApart(ratioOf(totals), ratioOfCounts([...counted.values()]))
  days.forEach((day, index) => {
    const total = totals[index]
    const count = counted.get(day.date)
    if (total && count) worst = Math.max(worst, pointsApart(ratioOf([total]), ratioOfCounts([count])))
  })
  return worst
}

/** One life in whole seconds: the rows the monitor would keep, and the truth as seconds of wall time. */
function live(random: () => number): { rows: IntervalStart[]; painted: Uint8Array; now: number } {
  const length = spanDays * 86_400
  const painted = new Uint8Array(length).fill(unseen)
  let rows: IntervalStart[] = []
  let state: CheckState = newCheckState
  let now = Math.floor(random() * 3_600)
  const add = (...more: readonly IntervalStart[]) => {
    for (const row of more) rows = [...rows.filter(one => one.started_at !== row.started_at), row]
  }
  const jump = (from: number, to: number, by: number) => {
    const effect = applyJump(state, { kind: by === 0 ? 'gap' : 'step', from, to, by })
    const cut = effect.cut_after
    if (cut !== null) rows = rows.filter(row => row.started_at <= cut)
    add(...effect.intervals)
    state = effect.next
  }
  const pass = (seconds: number, seen: number) => {
    painted.fill(seen, now, now + seconds)
    now += seconds
  }
  for (let event = 0; event < 40 && now < length - 1; event += 1) {
    const seen = Math.floor(random() * 3)
    const found = states[seen] ?? 'up'
    if (state.state !== found) add({ state: found, started_at: now })
    state = { ...state, state: found, settled: found === 'unknown' ? null : found, since: state.since ?? now }
    pass(Math.floor(random() * 20_000), seen)
    const chance = random()
    if (chance < 0.15) {
      const from = now
      pass(Math.floor(random() * 10_000), unseen)
      jump(from, now, 0)
    } else if (chance < 0.3) {
      const by = Math.floor(random() * 7_200) - 3_600
      const to = Math.max(1, now + by)
      if (to !== now) jump(now, to, to - now)
      if (to > now) painted.fill(unseen, now, to)
      now = to
    }
  }
  return { rows: rows.toSorted((a, b) => a.started_at - b.started_at), painted, now: Math.min(now, length) }
}

function randomSpan(random: () => number): Span {
  const from = Math.floor(random() * spanDays * 86_400)
  return { from, to: Math.min(spanDays * 86_400, from + Math.floor(random() * 30_000)) }
}

type Count = { good: number; down: number }

const formats = new Map<string, Intl.DateTimeFormat>()
const dates = new Map<string, string>()

/** The calendar date of a moment, asked of the platform once per quarter of an hour: no zone changes in between. */
function dateAt(at: number, zone: string): string {
  const quarter = Math.floor(at / 900_000)
  const key = `${zone} ${quarter}`
  const known = dates.get(key)
  if (known) return known
  const format = formats.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone })
  formats.set(zone, format)
  const date = format.format(quarter * 900_000)
  dates.set(key, date)
  return date
}

function countByDay(painted: Uint8Array, { origin, zone }: { origin: number; zone: string }): Map<string, Count> {
  const counts = new Map<string, Count>()
  for (let second = 0; second < painted.length; second += 900) {
    const date = dateAt(origin + second * 1000, zone)
    const count = counts.get(date) ?? { good: 0, down: 0 }
    for (const seen of painted.subarray(second, second + 900)) {
      if (seen <= 1) count.good += 1
      else if (seen === 2) count.down += 1
    }
    counts.set(date, count)
  }
  return counts
}

function ratioOfCounts(counts: readonly Count[]): number | null {
  const good = counts.reduce((sum, count) => sum + count.good, 0)
  const down = counts.reduce((sum, count) => sum + count.down, 0)
  return good + down === 0 ? null : good / (good + down)
}

/** Percentage points; a known ratio beside an unknown one is as wrong as can be. */
function pointsApart(a: number | null, b: number | null): number {
  if (a === null || b === null) return a === b ? 0 : 100
  return Math.abs(a - b) * 100
}

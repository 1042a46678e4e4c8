import type { SignalState } from '../../../contracts/common-schemas.ts'
import type { UptimeDay } from '../../../contracts/monitor/monitor.ts'
import type { Day } from './calendar.ts'

/** From here on the state was this, until the next change. Epoch milliseconds. */
export type StateFrom = { readonly started_at: number; readonly state: SignalState }
export type Span = { readonly from: number; readonly to: number }

/** Milliseconds of one day. What lies after now is in none of them. */
export type DayTotals = {
  readonly up: number
  readonly degraded: number
  readonly down: number
  readonly maintenance: number
  readonly unknown: number
}

export const uptimeRule =
  '(up + degraded) / (up + degraded + down) in seconds; maintenance and unknown time count neither way'

export type Timeline = {
  /** Sorted by time; before the first one nothing is known. */
  readonly changes: readonly StateFrom[]
  /** Sorted, apart from one another (`mergeSpans`). */
  readonly maintenance: readonly Span[]
  readonly now: number
}

/** Exact to the millisecond: how long each state lasted on each day. */
export function totalsByDay({ changes, maintenance, now }: Timeline, days: readonly Day[]): DayTotals[] {
  let next = 0
  return days.map(day => {
    const totals = { up: 0, degraded: 0, down: 0, maintenance: 0, unknown: 0 }
    const end = Math.min(day.to, now)
    let from = day.from
    while (next < changes.length && (changes[next]?.started_at ?? 0) <= from) next += 1
    while (from < end) {
      const to = Math.min(end, changes[next]?.started_at ?? end)
      const planned = overlap(maintenance, from, to)
      totals.maintenance += planned
      totals[changes[next - 1]?.state ?? 'unknown'] += to - from - planned
      from = to
      while (next < changes.length && (changes[next]?.started_at ?? 0) <= from) next += 1
    }
    return totals
  })
}

function overlap(spans: readonly Span[], from: number, to: number): number {
  let sum = 0
  for (const span of spans) {
    if (span.from >= to) break
    sum += Math.max(0, Math.min(span.to, to) - Math.max(span.from, from))
  }
  return sum
}

export function mergeSpans(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1)
    if (span.to <= span.from) continue
    if (last && span.from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    else merged.push(span)
  }
  return merged
}

export function ratioOf(days: readonly DayTotals[]): number | null {
  let good = 0
  let down = 0
  for (const day of days) {
    good += day.up + day.degraded
    down += day.down
  }
  return good + down === 0 ? null : good / (good + down)
}

export function uptimeDay(date: string, totals: DayTotals): UptimeDay {
  return {
    date,
    up_s: totals.up / 1000,
    degraded_s: totals.degraded / 1000,
    down_s: totals.down / 1000,
    maintenance_s: totals.maintenance / 1000,
    unknown_s: totals.unknown / 1000,
  }
}

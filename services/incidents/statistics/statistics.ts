import { Temporal } from 'temporal-polyfill'
import type { IncidentStats } from '../../../contracts/incidents/incident-statistics.ts'
import { type Language, tables } from '../../../contracts/messages/tables.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { secondsBetween } from '../lifecycle/incident.ts'

export type Period = { readonly from?: string | undefined; readonly to?: string | undefined }

/** Any spelling of a time becomes the one that is stored, so that text compares as time. */
export function periodOf({ from, to }: Period): Period {
  return { from: from && new Date(from).toISOString(), to: to && new Date(to).toISOString() }
}

/** When an incident lasted; null: it still does. */
export type Span = { readonly started_at: string; readonly resolved_at: string | null }

/** Seconds of it that lie in the period, up to now. */
export function secondsWithin({ started_at, resolved_at }: Span, { from, to }: Period, now: string): number {
  const last = [resolved_at ?? now, now, ...(to ? [to] : [])].reduce((a, b) => (a < b ? a : b))
  return secondsBetween(from && from > started_at ? from : started_at, last)
}

/** The calendar months from the first moment to the last, as the time zone has them. */
export function monthsBetween(
  first: string,
  last: string,
  time_zone: string,
): (Required<Period> & { month: string })[] {
  const local = (at: string) => Temporal.Instant.from(at).toZonedDateTimeISO(time_zone).toPlainDate().toPlainYearMonth()
  const start = (month: Temporal.PlainYearMonth) =>
    iso(month.toPlainDate({ day: 1 }).toZonedDateTime(time_zone).epochMilliseconds)
  const months: (Required<Period> & { month: string })[] = []
  const end = local(last)
  for (let at = local(first); Temporal.PlainYearMonth.compare(at, end) <= 0; at = at.add({ months: 1 })) {
    months.push({ month: at.toString(), from: start(at), to: start(at.add({ months: 1 })) })
  }
  return months
}

export function common(one: Period, other: Period): Period {
  const latest = [one.from, other.from]
    .filter(at => at !== undefined)
    .sort()
    .at(-1)
  const earliest = [one.to, other.to].filter(at => at !== undefined).sort()[0]
  return { from: latest, to: earliest }
}

/** The four lines that the program says when it stops. */
export function closingStatistics(
  { total, open, resolved, mean_s }: Pick<IncidentStats, 'total' | 'open' | 'resolved' | 'mean_s'>,
  language: Language,
): string[] {
  // Scripts read the English lines, so their numbers stay plain.
  const grouping = language !== 'en'
  const count = new Intl.NumberFormat(language, { useGrouping: grouping })
  const mean = new Intl.NumberFormat(language, {
    useGrouping: grouping,
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  })
  const { closing } = tables[language].incidents
  return closing(count.format(total), count.format(open), count.format(resolved), mean.format(mean_s ?? 0))
}

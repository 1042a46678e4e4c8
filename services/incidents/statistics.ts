import type { IncidentStats } from '../../contracts/incidents.ts'
import { incidentMessages } from '../../contracts/messages/incidents.ts'
import { secondsBetween } from './incident.ts'

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

/** The four lines that the program says when it stops. */
export function closingStatistics(
  { total, open, resolved, mean_s }: Pick<IncidentStats, 'total' | 'open' | 'resolved' | 'mean_s'>,
  language: keyof typeof incidentMessages,
): string[] {
  // Scripts read the English lines, so their numbers stay plain.
  const grouping = language !== 'en'
  const count = new Intl.NumberFormat(language, { useGrouping: grouping })
  const mean = new Intl.NumberFormat(language, {
    useGrouping: grouping,
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  })
  const { closing } = incidentMessages[language]
  return closing(count.format(total), count.format(open), count.format(resolved), mean.format(mean_s ?? 0))
}

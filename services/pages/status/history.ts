import { Temporal } from 'temporal-polyfill'
import type { PublicIncident } from './public-status.ts'

/** A calendar month of the site's time zone, and the incidents that began in it. */
export type HistoryMonth = {
  /** `2026-11` */
  readonly month: string
  readonly total: number
  /** The newest of them, newest first; without their updates. */
  readonly incidents: readonly PublicIncident[]
}

export type History = {
  readonly months: readonly HistoryMonth[]
  /** Of the first incident that is known; null when there is none. */
  readonly first: string | null
}

/** So many months are on a page. */
export const monthsPerPage = 3
/** So many pages are rendered ahead. */
export const keptPages = 4
/** So many incidents of a month are listed. */
export const listedPerMonth = 100

export function monthOf(timeZone: string, epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(epochMs))
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toPlainYearMonth()
    .toString()
}

/** Its first instant, and the first one after it. */
export function boundsOf(timeZone: string, month: string): { readonly from: number; readonly to: number } {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 })
  const begins = (date: Temporal.PlainDate) => date.toZonedDateTime(timeZone).epochMilliseconds
  return { from: begins(first), to: begins(first.add({ months: 1 })) }
}

export function monthsBefore(month: string, count: number): string {
  return Temporal.PlainYearMonth.from(month).subtract({ months: count }).toString()
}

/** This month and those before it, newest first. */
export function monthsBackFrom(month: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => monthsBefore(month, index))
}

/** What stands in an address: whether it is a month, and one that is not ahead of now. */
export function isPastMonth(text: string, now: string): boolean {
  return /^[12]\d{3}-(0[1-9]|1[0-2])$/.test(text) && text <= now
}

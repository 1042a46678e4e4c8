import type { ListAudit } from '../../../contracts/identity.ts'
import type { Input } from '../../../contracts/operation.ts'
import { anyText, type Filter, useFilters } from '../../data/filters.ts'
import { useLocale } from '../../words/language.tsx'
import { momentOf } from '../../words/wall-clock.ts'

export type AuditQuery = Input<typeof ListAudit>['query']
export type AuditFilterValues = {
  readonly who?: string | undefined
  readonly kind?: string | undefined
  readonly subject?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const day: Filter<string> = text => (text && /^\d{4}-\d\d-\d\d$/.test(text) ? text : undefined)
const none: AuditFilterValues = { who: undefined, kind: undefined, subject: undefined, from: undefined, to: undefined }

/** Whole days of whoever looks; the last one is meant too. */
export function useAuditFilters() {
  const { timeZone } = useLocale()
  const [filters, setFilters] = useFilters({ who: anyText, kind: anyText, subject: anyText, from: day, to: day })
  const { who, kind, subject, from, to } = filters
  const since = from && (momentOf(`${from}T00:00`, timeZone) ?? undefined)
  const until = to && (momentOf(`${dayAfter(to)}T00:00`, timeZone) ?? undefined)
  const query: AuditQuery = { actor: who, kind, subject, since, until }
  return {
    filters,
    setFilters: (change: AuditFilterValues) => setFilters(change),
    query,
    isFiltered: Object.values(filters).some(Boolean),
    clear: () => setFilters(none),
  }
}

function dayAfter(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

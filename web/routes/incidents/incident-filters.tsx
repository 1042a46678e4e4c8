import type { IncidentStats } from '../../../contracts/incident-statistics.ts'
import { useSettled } from '../../data/debounce.ts'
import { Counters } from '../../design/counters.tsx'
import { SelectField, TextField } from '../../design/forms/field.tsx'
import { frameWords } from '../../messages/frame.ts'
import { incidentsWords } from '../../messages/incidents.ts'
import { stateWords } from '../../messages/states.ts'
import { useWords } from '../../words/language.tsx'

type Status = 'open' | 'investigating' | 'identified' | 'monitoring' | 'resolved'
type Impact = 'none' | 'minor' | 'major' | 'critical'
export type Filters = {
  readonly status?: Status
  readonly impact?: Impact
  readonly component?: string
  readonly q?: string
}

type FiltersProps = {
  readonly filters: Filters
  readonly onChange: (change: Partial<Filters>) => void
  readonly stats: IncidentStats | undefined
}

export function IncidentFilters({ filters, onChange, stats }: FiltersProps) {
  const words = useWords(incidentsWords)
  const { all } = useWords(frameWords)
  const { impact } = useWords(stateWords)
  const q = useSettled(filters.q ?? '', text => onChange({ q: text || undefined }))
  return (
    <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
      <Counters<Status>
        label={words.filter}
        value={filters.status}
        onChange={status => onChange({ status })}
        counters={[
          { value: undefined, label: all, count: stats?.total },
          { value: 'open', label: words.counters.open, count: stats?.open },
          { value: 'resolved', label: words.counters.resolved, count: stats?.resolved },
        ]}
      />
      <div className="flex flex-wrap items-end gap-3">
        <SelectField
          label={words.impactFilter}
          value={filters.impact ?? ''}
          onChange={value => onChange({ impact: (value || undefined) as Impact | undefined })}
          choices={[
            { value: '', label: words.anyImpact },
            ...Object.entries(impact).map(([value, label]) => ({ value, label })),
          ]}
        />
        <TextField type="search" label={words.search} value={q.text} onChange={q.type} />
      </div>
    </div>
  )
}

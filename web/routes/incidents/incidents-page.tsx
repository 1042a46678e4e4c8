import { useRef, useState } from 'react'
import { ExportIncidents } from '../../../contracts/incidents/incident-collaboration.ts'
import { GetIncidentStats, type IncidentStats } from '../../../contracts/incidents/incident-statistics.ts'
import { type Incident, ListIncidents } from '../../../contracts/incidents/incidents.ts'
import { pathOf } from '../../data/api-client.ts'
import { useDebounced } from '../../data/debounce.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { Button, buttonClass } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Counters } from '../../design/counters.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { EmptyState, NoMatches } from '../../design/empty-state.tsx'
import { SelectField, TextField } from '../../design/forms/field.tsx'
import { Icon } from '../../design/icon.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { QueryResult } from '../../design/query-result.tsx'
import { useShortcut } from '../../design/shortcuts.tsx'
import { Table } from '../../design/table.tsx'
import { frameWords } from '../../messages/frame.ts'
import { incidentsWords } from '../../messages/incidents.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { stateWords } from '../../messages/states.ts'
import { useWords } from '../../words/language.tsx'
import { DeclareIncident } from './declare-incident.tsx'
import { useIncidentColumns } from './incident-columns.tsx'
import { PublishUpdate } from './publish-update.tsx'
import { useIncidentActions } from './use-incident-actions.ts'

const incidentFilters = {
  status: oneOf(['open', 'investigating', 'identified', 'monitoring', 'resolved']),
  impact: oneOf(['none', 'minor', 'major', 'critical']),
  component: anyText,
  q: anyText,
}

export function IncidentsPage() {
  const words = useWords(incidentsWords)
  const { pages } = useWords(navigationWords)
  const may = useMay()
  const [filters, setFilters] = useFilters(incidentFilters)
  const [declaring, declare, declared] = useOpen()
  const incidents = useApiQuery(
    ListIncidents,
    { query: { ...filters, limit: 200 } },
    { placeholderData: before => before },
  )
  const stats = useApiQuery(GetIncidentStats)
  const isFiltered = Object.values(filters).some(Boolean)
  return (
    <>
      <PageHeader
        title={pages.incidents}
        intro={words.intro}
        actions={
          <>
            <a
              href={pathOf(ExportIncidents.path, {}, { format: 'csv', impact: filters.impact })}
              className={buttonClass()}
            >
              <Icon name="export" />
              {words.export}
            </a>
            {may('responder') ? <Button variant="primary" icon="plus" onClick={declare} label={words.declare} /> : null}
          </>
        }
      />
      <IncidentFilters filters={filters} onChange={setFilters} stats={stats.data} />
      <Card flush>
        <QueryResult answer={incidents} lines={6}>
          {({ items }) =>
            items.length > 0 ? (
              <IncidentTable incidents={items} />
            ) : isFiltered ? (
              <NoMatches
                words={words}
                onShowAll={() =>
                  setFilters({ status: undefined, impact: undefined, component: undefined, q: undefined })
                }
              />
            ) : (
              <EmptyState icon="tickCircle" title={words.none} text={words.noneText} />
            )
          }
        </QueryResult>
      </Card>
      <Dialog open={declaring} onClose={declared} title={words.declare}>
        <DeclareIncident onDone={declared} />
      </Dialog>
    </>
  )
}

/** `j` `k` to move, `a` to acknowledge, `r` to resolve, `e` to write an update. */
function IncidentTable({ incidents }: { incidents: readonly Incident[] }) {
  const words = useWords(incidentsWords)
  const may = useMay()
  const responder = may('responder')
  const active = useRef<string | undefined>(undefined)
  const [updating, setUpdating] = useState<Incident | null>(null)
  const { acknowledge, resolve } = useIncidentActions()
  const columns = useIncidentColumns(setUpdating)
  const withActive = (run: (incident: Incident) => void) => () => {
    const incident = incidents.find(({ id }) => id === active.current)
    if (incident) run(incident)
  }
  useShortcut('a', words.acknowledge, withActive(acknowledge), responder)
  useShortcut('r', words.resolve, withActive(resolve), responder)
  useShortcut('e', words.update, withActive(setUpdating), responder)
  return (
    <>
      <Table
        label={words.filter}
        columns={columns}
        rows={incidents}
        rowKey={incident => incident.id}
        onActive={incident => {
          active.current = incident.id
        }}
      />
      <Dialog open={updating !== null} onClose={() => setUpdating(null)} title={words.update}>
        {updating ? <PublishUpdate incident={updating} onDone={() => setUpdating(null)} /> : null}
      </Dialog>
    </>
  )
}

type Status = 'open' | 'investigating' | 'identified' | 'monitoring' | 'resolved'
type Impact = 'none' | 'minor' | 'major' | 'critical'
type Filters = {
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

function IncidentFilters({ filters, onChange, stats }: FiltersProps) {
  const words = useWords(incidentsWords)
  const { all } = useWords(frameWords)
  const { impact } = useWords(stateWords)
  const q = useDebounced(filters.q ?? '', text => onChange({ q: text || undefined }))
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

import { useRef, useState } from 'react'
import { ExportIncidents } from '../../../contracts/incidents/incident-collaboration.ts'
import { GetIncidentStats } from '../../../contracts/incidents/incident-statistics.ts'
import { type Incident, ListIncidents } from '../../../contracts/incidents/incidents.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { pathOf } from '../../data/path-of.ts'
import { useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { DialogButton, DialogOf } from '../../design/actions/dialog-button.tsx'
import { ButtonAnchor } from '../../design/actions/link.tsx'
import { choicesOf } from '../../design/forms/field.tsx'
import { Counters } from '../../design/lists/counters.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { SearchFilter, SelectFilter } from '../../design/lists/filters.tsx'
import { itemsOf } from '../../design/lists/query-result.tsx'
import { TableCard, type TableCardProps } from '../../design/lists/table-card.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { useShortcut } from '../../design/shortcuts.tsx'
import { incidentsWords } from '../../messages/incidents.ts'
import { stateWords } from '../../messages/states.ts'
import { useWords } from '../../words/language.tsx'
import { DeclareIncident } from './declare-incident.tsx'
import { Orders, useIncidentColumns } from './incident-columns.tsx'
import { PublishUpdate } from './publish-update.tsx'
import { useIncidentActions } from './use-incident-actions.ts'

export function IncidentsPage() {
  const words = useWords(incidentsWords)
  const { impact } = useWords(stateWords)
  const may = useMay()
  const [filters, setFilters, filter] = useFilters({
    status: oneOf(['open', 'investigating', 'identified', 'monitoring', 'resolved']),
    impact: oneOf(['none', 'minor', 'major', 'critical']),
    component: anyText,
    q: anyText,
  })
  const incidents = useApiQuery(
    ListIncidents,
    { query: { ...filters, limit: 200 } },
    { placeholderData: before => before },
  )
  const stats = useApiQuery(GetIncidentStats).data
  const exported = pathOf(ExportIncidents.path, {}, { format: 'csv', impact: filters.impact })
  return (
    <>
      <PageHeader
        page="incidents"
        intro={words.intro}
        actions={
          <>
            <ButtonAnchor href={exported} icon="export" label={words.export} />
            {may('responder') ? (
              <DialogButton variant="primary" icon="plus" label={words.declare}>
                {close => <DeclareIncident onDone={close} />}
              </DialogButton>
            ) : null}
          </>
        }
      />
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <Counters<NonNullable<typeof filters.status>>
          label={words.filter}
          all={{ count: stats?.total }}
          value={filters.status}
          onChange={status => setFilters({ status })}
          counters={[
            { value: 'open', label: words.counters.open, count: stats?.open },
            { value: 'resolved', label: words.counters.resolved, count: stats?.resolved },
          ]}
        />
        <div className="flex flex-wrap items-end gap-3">
          <SelectFilter
            label={words.impactFilter}
            all={words.anyImpact}
            value={filters.impact}
            onChange={wanted => setFilters({ impact: wanted })}
            choices={choicesOf(impact)}
          />
          <SearchFilter label={words.search} />
        </div>
      </div>
      <IncidentTable
        answer={incidents}
        filter={filter}
        none={<EmptyState icon="tickCircle" title={words.none} text={words.noneText} />}
      />
    </>
  )
}

/** `j` `k` to move, `a` to acknowledge, `r` to resolve, `e` to write an update. */
function IncidentTable(list: Pick<TableCardProps<Incident, Incident>, 'answer' | 'filter' | 'none'>) {
  const words = useWords(incidentsWords)
  const responder = useMay()('responder')
  const active = useRef<Incident | undefined>(undefined)
  const [updating, setUpdating] = useState<Incident | null>(null)
  const { acknowledge, resolve } = useIncidentActions()
  const withActive = (run: (incident: Incident) => void) => () => {
    const incident = list.answer.data && itemsOf(list.answer.data).find(({ id }) => id === active.current?.id)
    if (incident) run(incident)
  }
  useShortcut('a', words.acknowledge, withActive(acknowledge), responder)
  useShortcut('r', words.resolve, withActive(resolve), responder)
  useShortcut('e', words.update, withActive(setUpdating), responder)
  return (
    <>
      <TableCard
        {...list}
        words={words}
        label={words.filter}
        columns={useIncidentColumns()}
        rowKey={incident => incident.id}
        onActive={incident => {
          active.current = incident
        }}
        actions={responder ? incident => <Orders incident={incident} onUpdate={setUpdating} /> : undefined}
      />
      <DialogOf of={updating} onClose={() => setUpdating(null)} title={words.update}>
        {incident => <PublishUpdate incident={incident} onDone={() => setUpdating(null)} />}
      </DialogOf>
    </>
  )
}

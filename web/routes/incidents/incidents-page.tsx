import { useRef, useState } from 'react'
import { GetIncidentStats } from '../../../contracts/incident-statistics.ts'
import { ExportIncidents } from '../../../contracts/incident-work.ts'
import { type Incident, ListIncidents } from '../../../contracts/incidents.ts'
import { pathOf } from '../../data/api-client.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { useAnswer } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { Button, buttonClass } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { Icon } from '../../design/icon.tsx'
import { NoneFits } from '../../design/no-matches.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { useShortcut } from '../../design/shortcuts.tsx'
import { Table } from '../../design/table.tsx'
import { incidentsWords } from '../../messages/incidents.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useWords } from '../../words/language.tsx'
import { DeclareIncident } from './declare-incident.tsx'
import { useIncidentColumns } from './incident-columns.tsx'
import { IncidentFilters } from './incident-filters.tsx'
import { PublishUpdate } from './publish-update.tsx'
import { useIncidentOrders } from './use-incident-actions.ts'

export const incidentFilters = {
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
  const incidents = useAnswer(
    ListIncidents,
    { query: { ...filters, limit: 200 } },
    { placeholderData: before => before },
  )
  const stats = useAnswer(GetIncidentStats)
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
            {may('responder') ? (
              <Button look="primary" icon="plus" onClick={declare}>
                {words.declare}
              </Button>
            ) : null}
          </>
        }
      />
      <IncidentFilters filters={filters} onChange={setFilters} stats={stats.data} />
      <Card flush>
        <Loaded answer={incidents} lines={6}>
          {({ items }) =>
            items.length > 0 ? (
              <IncidentTable incidents={items} />
            ) : isFiltered ? (
              <NoneFits
                words={words}
                onShowAll={() =>
                  setFilters({ status: undefined, impact: undefined, component: undefined, q: undefined })
                }
              />
            ) : (
              <EmptyState icon="tickCircle" title={words.none}>
                {words.noneText}
              </EmptyState>
            )
          }
        </Loaded>
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
  const { acknowledge, resolve } = useIncidentOrders()
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

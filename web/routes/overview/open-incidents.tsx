import type { Incident } from '../../../contracts/incidents.ts'
import { useMay } from '../../data/session.ts'
import { Button } from '../../design/button.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { ImpactBadge, IncidentPhase } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { overviewWords } from '../../messages/overview.ts'
import { useWords } from '../../words/language.tsx'
import { lookedAfterBy } from '../incidents/assignee.ts'
import { IncidentLink } from '../incidents/incident-link.tsx'
import { useIncidentOrders } from '../incidents/use-incident-actions.ts'

/** Open incidents, those that nobody looks after first. */
export function WrongNow({ incidents }: { incidents: readonly Incident[] }) {
  const words = useWords(overviewWords)
  const may = useMay()
  const { acknowledge } = useIncidentOrders()
  if (incidents.length === 0) return <EmptyState icon="tickCircle" title={words.noneOpen} />
  const ordered = incidents.toSorted((a, b) => Number(a.acknowledged_at !== null) - Number(b.acknowledged_at !== null))
  return (
    <ul className="divide-line grid divide-y">
      {ordered.map(incident => (
        <li key={incident.id} className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0">
          <div className="min-w-0">
            <IncidentLink incident={incident} />
            <div className="text-muted mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
              <ImpactBadge impact={incident.impact} quiet />
              <IncidentPhase status={incident.status} quiet />
              <Time at={incident.started_at} />
              <LookedAfter incident={incident} />
            </div>
          </div>
          {incident.acknowledged_at === null && may('responder') ? (
            <Button small icon="tick" onClick={() => acknowledge(incident)}>
              {words.acknowledge}
            </Button>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function LookedAfter({ incident }: { incident: Incident }) {
  const words = useWords(overviewWords)
  if (incident.acknowledged_at === null) return <span>{words.unacknowledged}</span>
  const by = lookedAfterBy(incident)
  return by ? <span>{words.looksAfter(by)}</span> : null
}

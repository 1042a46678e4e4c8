import { Link } from '@tanstack/react-router'
import { type Incident, ListIncidents } from '../../../contracts/incidents.ts'
import type { Check } from '../../../contracts/monitor.ts'
import { useAnswer } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { ImpactBadge, IncidentPhase } from '../../design/status.tsx'
import { Duration, Time } from '../../design/time.tsx'
import { checksWords } from '../../messages/checks.ts'
import { useWords } from '../../words/language.tsx'
import { IncidentLink } from '../incidents/incident-link.tsx'
import { ProbeFacts } from './probe-facts.tsx'

const useIncidents = (check: Check, limit: number) =>
  useAnswer(ListIncidents, { query: { component: check.component.slug, limit } })

export function CheckIncidents({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const incidents = useIncidents(check, 8)
  return (
    <Card
      title={words.incidents}
      actions={
        <Link
          to={'/incidents' as string}
          search={{ component: check.component.slug } as never}
          className="link text-sm"
        >
          {words.allIncidents}
        </Link>
      }
    >
      <Loaded answer={incidents}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-muted">{words.noIncidents}</p>
          ) : (
            <ul className="grid grid-cols-1 gap-3">
              {items.map(incident => (
                <OneIncident key={incident.id} incident={incident} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}

function OneIncident({ incident }: { incident: Incident }) {
  return (
    <li>
      <IncidentLink incident={incident} />
      <div className="text-muted flex flex-wrap gap-x-3 text-sm">
        <IncidentPhase status={incident.status} quiet />
        <ImpactBadge impact={incident.impact} quiet />
        <Time at={incident.started_at} />
        <Duration from={incident.started_at} to={incident.resolved_at} seconds={incident.duration_s} />
      </div>
    </li>
  )
}

/** What came back when it failed last, beside the last good answer before it. */
export function LastFailure({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const incidents = useIncidents(check, 8)
  return (
    <Card title={words.evidence}>
      <Loaded answer={incidents}>
        {({ items }) => {
          const evidence = items.find(incident => incident.evidence?.first_failure)?.evidence
          if (!evidence?.first_failure) return <p className="text-muted">{words.noEvidence}</p>
          return (
            <div className="grid grid-cols-1 gap-4">
              <div className="grid grid-cols-1 gap-2">
                <h3 className="font-medium">{words.firstFailure}</h3>
                <ProbeFacts probe={evidence.first_failure} />
              </div>
              {evidence.last_good ? (
                <details>
                  <summary className="min-h-8 font-medium">{words.lastGood}</summary>
                  <div className="mt-2">
                    <ProbeFacts probe={evidence.last_good} />
                  </div>
                </details>
              ) : null}
            </div>
          )
        }}
      </Loaded>
    </Card>
  )
}

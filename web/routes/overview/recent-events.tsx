import { type Incident, ListIncidents } from '../../../contracts/incidents/incidents.ts'
import { useApiQuery } from '../../data/queries.ts'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { Badge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { overviewWords } from '../../messages/overview.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'
import { IncidentLink } from '../incidents/incident-link.tsx'

type Happening = { readonly at: string; readonly incident: Incident; readonly ended: boolean }

/** What opened and what ended, newest first. */
function happeningsOf(incidents: readonly Incident[]): readonly Happening[] {
  const opened = incidents.map(incident => ({ at: incident.detected_at, incident, ended: false }))
  const ended = incidents.flatMap(incident =>
    incident.resolved_at === null ? [] : [{ at: incident.resolved_at, incident, ended: true }],
  )
  return [...opened, ...ended].toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, 8)
}

export function RecentEvents() {
  const words = useWords(overviewWords)
  const say = useMessageText()
  const incidents = useApiQuery(ListIncidents, { query: { limit: 10 } })
  return (
    <QueryResult answer={incidents}>
      {({ items }) => {
        if (items.length === 0) return <p className="text-muted">{words.noRecent}</p>
        return (
          <ol className="grid gap-2.5">
            {happeningsOf(items).map(({ at, incident, ended }) => (
              <li key={`${incident.id}${ended}`} className="flex flex-wrap items-baseline justify-between gap-x-4">
                <IncidentLink incident={incident}>
                  <Badge tone={ended ? 'ok' : 'bad'} quiet>
                    <span className="whitespace-normal">
                      {ended
                        ? words.resolved(say(incident.title, incident.title_i18n))
                        : words.opened(say(incident.title, incident.title_i18n))}
                    </span>
                  </Badge>
                </IncidentLink>
                <span className="text-muted text-sm">
                  <Time at={at} />
                </span>
              </li>
            ))}
          </ol>
        )
      }}
    </QueryResult>
  )
}

import { ListMyIncidents } from '../../../contracts/incident-work.ts'
import { ListIncidents } from '../../../contracts/incidents.ts'
import { useAnswer } from '../../data/queries.ts'
import { useMe } from '../../data/session.ts'
import { Loaded } from '../../design/query-result.tsx'
import { IncidentPhase } from '../../design/status.tsx'
import { overviewWords } from '../../messages/overview.ts'
import { useWords } from '../../words/language.tsx'
import { IncidentLink } from '../incidents/incident-link.tsx'

/** Open incidents that were given to me, or that I follow. */
export function NeedsMe() {
  const words = useWords(overviewWords)
  const me = useMe()
  const given = useAnswer(ListIncidents, { query: { status: 'open', assignee: me.id } })
  const followed = useAnswer(ListMyIncidents, {}, { enabled: me.kind === 'user' })
  return (
    <Loaded answer={given}>
      {({ items }) => {
        const also = (followed.data?.items ?? []).filter(one => one.resolved_at === null)
        const mine = [...items, ...also.filter(one => !items.some(({ id }) => id === one.id))]
        if (mine.length === 0) return <p className="text-muted">{words.needsMeEmpty}</p>
        return (
          <ul className="grid gap-2.5">
            {mine.map(incident => (
              <li key={incident.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
                <IncidentLink incident={incident} />
                <IncidentPhase status={incident.status} />
              </li>
            ))}
          </ul>
        )
      }}
    </Loaded>
  )
}

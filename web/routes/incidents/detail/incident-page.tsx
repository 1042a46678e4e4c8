import { Link, useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { GetIncident, type Incident } from '../../../../contracts/incidents.ts'
import { anyText, useFilters } from '../../../data/filters.ts'
import { useAnswer } from '../../../data/queries.ts'
import { PageHeader } from '../../../design/page-header.tsx'
import { Loaded } from '../../../design/query-result.tsx'
import { Tabs } from '../../../design/tabs.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { NotFound } from '../../../shell/error-pages.tsx'
import { useWords } from '../../../words/language.tsx'
import { useTold } from '../use-incident-title.ts'
import { Components } from './components.tsx'
import { IncidentOrders } from './incident-actions.tsx'
import { IncidentFacts } from './incident-facts.tsx'
import { Connections } from './linked-incidents.tsx'
import { WhoWasTold } from './notification-log.tsx'
import { People } from './people.tsx'
import { Timeline } from './timeline.tsx'

// Most incidents have to do with no flag, and whoever looks at one begins with its timeline.
const FlagSuspects = lazy(() => import('./flag-suspects.tsx').then(module => ({ default: module.FlagSuspects })))
const ForcedFlags = lazy(() => import('./forced-flags.tsx').then(module => ({ default: module.ForcedFlags })))
const EvidencePack = lazy(() => import('./evidence-pack.tsx').then(module => ({ default: module.EvidencePack })))
const Postmortem = lazy(() => import('./postmortem.tsx').then(module => ({ default: module.Postmortem })))

/** One incident, from the alert to what was learned. */
export function IncidentPage() {
  const { number = '' } = useParams({ strict: false }) as { number?: string }
  const incident = useAnswer(GetIncident, { params: { id: number } })
  if (incident.error?.status === 404) return <NotFound />
  return (
    <Loaded answer={incident} lines={10}>
      {found => <WholeIncident key={found.id} incident={found} />}
    </Loaded>
  )
}

function WholeIncident({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  const told = useTold()
  return (
    <>
      <PageHeader
        title={told(incident.title, incident)}
        above={
          <>
            <Link to="/incidents" className="link">
              {words.all}
            </Link>
            {` / ${incident.number}`}
          </>
        }
        actions={<IncidentOrders incident={incident} />}
      />
      <IncidentFacts incident={incident} />
      <div className="mt-5 grid grid-cols-1 items-start gap-5 xl:grid-cols-[minmax(0,2fr)_minmax(18rem,1fr)]">
        <Parts incident={incident} />
        <div className="grid min-w-0 grid-cols-1 items-start gap-5 md:grid-cols-2 xl:grid-cols-1">
          <Suspense>
            <FlagSuspects incident={incident} />
            <ForcedFlags incident={incident} />
          </Suspense>
          <People incident={incident} />
          <Components incident={incident} />
          <WhoWasTold incident={incident} />
          <Connections incident={incident} />
        </div>
      </div>
    </>
  )
}

function Parts({ incident }: { incident: Incident }) {
  const { tabs: words } = useWords(incidentWords)
  const [{ part = 'timeline' }, setFilters] = useFilters({ part: anyText })
  const tabs = [
    { id: 'timeline', label: words.timeline, content: <Timeline incident={incident} /> },
    { id: 'evidence', label: words.evidence, content: <EvidencePack incident={incident} /> },
    { id: 'postmortem', label: words.postmortem, content: <Postmortem incident={incident} /> },
  ]
  return (
    <div className="min-w-0">
      <Tabs
        label={words.label}
        tabs={tabs}
        value={tabs.some(({ id }) => id === part) ? part : 'timeline'}
        onChange={id => setFilters({ part: id === 'timeline' ? undefined : id })}
      />
    </div>
  )
}

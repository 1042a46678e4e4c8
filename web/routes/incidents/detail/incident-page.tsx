import { useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { GetIncident, type Incident, type TimelineEntry } from '../../../../contracts/incidents/incidents.ts'
import { anyText, useFilters } from '../../../data/filters.ts'
import { useApiQuery } from '../../../data/queries.ts'
import { TextLink } from '../../../design/actions/link.tsx'
import { Card } from '../../../design/card.tsx'
import { Icon, type IconName } from '../../../design/icon.tsx'
import { QueryResult } from '../../../design/lists/query-result.tsx'
import { PageHeader } from '../../../design/page-header.tsx'
import { Badge, IncidentPhase } from '../../../design/status.tsx'
import { Tabs } from '../../../design/tabs.tsx'
import { Time } from '../../../design/time.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { NotFoundPage } from '../../../shell/error-pages.tsx'
import { useActor } from '../../../words/actor.ts'
import { useFormat } from '../../../words/format.ts'
import { useWords } from '../../../words/language.tsx'
import { useMessageText } from '../../../words/worded.ts'
import { IncidentActions, IncidentFacts } from './incident-facts.tsx'
import { LinkedIncidents } from './linked-incidents.tsx'
import { Components, NotificationLog, People } from './people.tsx'

// Most incidents have to do with no flag, and whoever looks at one begins with its timeline.
const FlagSuspects = lazy(() => import('./flag-suspects.tsx').then(module => ({ default: module.FlagSuspects })))
const ForcedFlags = lazy(() => import('./flag-suspects.tsx').then(module => ({ default: module.ForcedFlags })))
const EvidencePack = lazy(() => import('./evidence-pack.tsx').then(module => ({ default: module.EvidencePack })))
const Postmortem = lazy(() => import('./postmortem.tsx').then(module => ({ default: module.Postmortem })))

/** One incident, from the alert to what was learned. */
export function IncidentPage() {
  const { number = '' } = useParams({ strict: false }) as { number?: string }
  const incident = useApiQuery(GetIncident, { params: { id: number } })
  if (incident.error?.status === 404) return <NotFoundPage />
  return (
    <QueryResult answer={incident} lines={10}>
      {found => <WholeIncident key={found.id} incident={found} />}
    </QueryResult>
  )
}

function WholeIncident({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  const say = useMessageText()
  return (
    <>
      <PageHeader
        title={say(incident.title, incident.title_i18n)}
        above={
          <>
            <TextLink to="/incidents">{words.all}</TextLink>
            {` / ${incident.number}`}
          </>
        }
        actions={<IncidentActions incident={incident} />}
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
          <NotificationLog incident={incident} />
          <LinkedIncidents incident={incident} />
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

const icons: Readonly<Record<string, IconName>> = {
  opened: 'incident',
  detected: 'check',
  acknowledged: 'tick',
  resolved: 'tickCircle',
  reopened: 'incident',
  status: 'right',
  note: 'edit',
  update: 'megaphone',
  assigned: 'person',
  role: 'people',
  merged: 'right',
  linked: 'right',
  postmortem: 'book',
  cause: 'search',
  flapping: 'slow',
}

/** Everything that happened, newest first; each entry says who may read it. */
function Timeline({ incident }: { incident: Incident }) {
  const { tabs } = useWords(incidentWords)
  const entries = incident.timeline.map((entry, index) => ({ entry, index })).toReversed()
  return (
    <Card title={tabs.timeline}>
      <ol className="grid gap-4">
        {entries.map(({ entry, index }) => (
          <Entry key={index} entry={entry} />
        ))}
      </ol>
    </Card>
  )
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { entry: words } = useWords(incidentWords)
  const format = useFormat()
  const say = useMessageText()
  const { at, kind, status, message, message_i18n, by, components } = entry
  const actorName = useActor()
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-3">
      <span className="bg-sunken text-muted mt-0.5 flex size-8 items-center justify-center rounded-full">
        <Icon name={(Object.hasOwn(icons, kind) && icons[kind]) || 'dot'} size={16} />
      </span>
      <div className="min-w-0">
        <div className="text-muted flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
          <Time at={at} absolute />
          <Time at={at} />
          <span>{by === null ? words.program : words.by(actorName(by))}</span>
          {status ? <IncidentPhase state={status} quiet /> : null}
          <Badge
            tone={entry.public ? 'accent' : 'unknown'}
            quiet
            icon={entry.public ? 'eye' : 'lock'}
            label={entry.public ? words.public : words.internal}
          />
        </div>
        {message ? <p className="mt-0.5 whitespace-pre-line">{say(message, message_i18n)}</p> : null}
        {components?.length ? (
          <p className="text-muted text-sm">{format.list(components.map(({ name }) => name))}</p>
        ) : null}
      </div>
    </li>
  )
}

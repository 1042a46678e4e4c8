import { Link } from '@tanstack/react-router'
import { ListMyIncidents } from '../../../contracts/incidents/incident-collaboration.ts'
import { type Component, type Incident, ListComponents, ListIncidents } from '../../../contracts/incidents/incidents.ts'
import { type Check, ListChecks } from '../../../contracts/monitor/monitor.ts'
import { useApiQuery } from '../../data/queries.ts'
import { useMay, useMe } from '../../data/session.ts'
import { DialogButton } from '../../design/actions/dialog-button.tsx'
import { TextLink } from '../../design/actions/link.tsx'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Badge, CheckState, ImpactBadge, IncidentPhase } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { incidentsWords } from '../../messages/incidents.ts'
import { overviewWords } from '../../messages/overview.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { DeclareIncident } from '../incidents/declare-incident.tsx'
import { assigneeOf, IncidentLink } from '../incidents/incident-link.tsx'
import { useIncidentActions } from '../incidents/use-incident-actions.ts'
import { FirstSteps } from './first-steps.tsx'
import { RecentEvents } from './recent-events.tsx'

/** What is wrong now, what needs me, and how everything else is. */
export function OverviewPage() {
  const words = useWords(overviewWords)
  const open = useApiQuery(ListIncidents, { query: { status: 'open', limit: 100 } })
  const components = useApiQuery(ListComponents, { query: { limit: 500 } })
  const checks = useApiQuery(ListChecks, { query: { limit: 500 } })
  const suspected = suspectedOf(components.data?.items ?? [], open.data?.items ?? [])
  const isEmpty = checks.data?.items.length === 0 && components.data?.items.length === 0
  return (
    <>
      <PageHeader page="overview" />
      <div className="grid gap-5">
        {isEmpty ? null : (
          <Sentence
            open={open.data?.items.length}
            components={components.data?.items}
            suspected={suspected.map(({ name }) => name)}
          />
        )}
        <FirstSteps hasChecks={(checks.data?.items.length ?? 1) > 0} />
        <div className="grid items-start gap-5 xl:grid-cols-[3fr_2fr]">
          <div className="grid min-w-0 gap-5">
            <Card title={words.wrongNow}>
              <QueryResult answer={open}>{({ items }) => <OpenIncidents incidents={items} />}</QueryResult>
            </Card>
            {suspected.length > 0 ? (
              <Card title={words.suspected}>
                <Suspicions components={suspected} />
              </Card>
            ) : null}
            <Card title={words.needsMe}>
              <MyTasks />
            </Card>
          </div>
          <div className="grid min-w-0 gap-5">
            <Card title={words.checks}>
              <QueryResult answer={checks} lines={1}>
                {({ items }) => <CheckCounts checks={items} />}
              </QueryResult>
            </Card>
            <Card
              title={words.recent}
              actions={<TextLink to="/incidents" className="text-sm" label={words.allIncidents} />}
            >
              <RecentEvents />
            </Card>
          </div>
        </div>
      </div>
    </>
  )
}

function Sentence({
  open,
  components,
  suspected,
}: {
  open: number | undefined
  components: readonly Component[] | undefined
  /** Names. */
  suspected: readonly string[]
}) {
  const words = useWords(overviewWords)
  const format = useFormat()
  if (open === undefined || components === undefined) return null
  const unwell = components.filter(one => !['operational', 'under_maintenance'].includes(one.status)).length
  if (open === 0 && unwell === 0) {
    return suspected.length > 0 ? (
      <Notice tone="warn">
        <strong>{words.perhaps(format.list(suspected))}</strong>
      </Notice>
    ) : (
      <Notice tone="ok">
        <strong>{words.allWell}</strong> {words.allWellText(components.length)}
      </Notice>
    )
  }
  return (
    <Notice tone={open > 0 ? 'bad' : 'warn'}>
      <strong>{open > 0 ? words.wrong(open) : words.notWell(unwell)}</strong>
    </Notice>
  )
}

/** Open incidents, those that nobody looks after first. */
function OpenIncidents({ incidents }: { incidents: readonly Incident[] }) {
  const words = useWords(overviewWords)
  const may = useMay()
  const { acknowledge } = useIncidentActions()
  if (incidents.length === 0) return <EmptyState icon="tickCircle" title={words.noneOpen} />
  const ordered = incidents.toSorted((a, b) => Number(a.acknowledged_at !== null) - Number(b.acknowledged_at !== null))
  return (
    <ul className="divide-line grid divide-y">
      {ordered.map(incident => (
        <li key={incident.id} className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0">
          <div className="min-w-0">
            <IncidentLink incident={incident} />
            <div className="text-muted mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
              <ImpactBadge state={incident.impact} quiet />
              <IncidentPhase state={incident.status} quiet />
              <Time at={incident.started_at} />
              <LookedAfter incident={incident} />
            </div>
          </div>
          {incident.acknowledged_at === null && may('responder') ? (
            <Button small icon="tick" onClick={() => acknowledge(incident)} label={words.acknowledge} />
          ) : null}
        </li>
      ))}
    </ul>
  )
}

function LookedAfter({ incident }: { incident: Incident }) {
  const words = useWords(overviewWords)
  if (incident.acknowledged_at === null) return <span>{words.unacknowledged}</span>
  const by = assigneeOf(incident)
  return by ? <span>{words.looksAfter(by)}</span> : null
}

/** Open incidents that were given to me, or that I follow. */
function MyTasks() {
  const words = useWords(overviewWords)
  const me = useMe()
  const given = useApiQuery(ListIncidents, { query: { status: 'open', assignee: me.id } })
  const followed = useApiQuery(ListMyIncidents, {}, { enabled: me.kind === 'user' })
  return (
    <QueryResult answer={given}>
      {({ items }) => {
        const also = (followed.data?.items ?? []).filter(one => one.resolved_at === null)
        const mine = [...items, ...also.filter(one => !items.some(({ id }) => id === one.id))]
        if (mine.length === 0) return <p className="text-muted">{words.needsMeEmpty}</p>
        return (
          <ul className="grid gap-2.5">
            {mine.map(incident => (
              <li key={incident.id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
                <IncidentLink incident={incident} />
                <IncidentPhase state={incident.status} />
              </li>
            ))}
          </ul>
        )
      }}
    </QueryResult>
  )
}

/** What people or a provider say of a component while no incident is open for it. */
function suspectedOf(components: readonly Component[], open: readonly Incident[]): readonly Component[] {
  const known = new Set(open.flatMap(incident => incident.components.map(({ id }) => id)))
  return components.filter(({ id, suspected }) => suspected !== null && !known.has(id))
}

/** Not certain enough to open an incident by itself: somebody looks, and decides. */
function Suspicions({ components }: { components: readonly Component[] }) {
  const words = useWords(overviewWords)
  const { declare } = useWords(incidentsWords)
  const may = useMay()
  return (
    <ul className="divide-line grid divide-y">
      {components.map(({ id, name, slug, suspected }) => (
        <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0">
          <div className="min-w-0">
            <TextLink to="/components" search={{ q: name }} className="font-medium" label={name} />
            <p>{suspected}</p>
            <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
              <Badge tone="warn" quiet label={words.uncertain} />
              <TextLink to="/reports" search={{ component: slug }} label={words.reports} />
            </div>
          </div>
          {may('responder') ? (
            <DialogButton small icon="plus" label={declare}>
              {close => <DeclareIncident about={[slug]} onDone={close} />}
            </DialogButton>
          ) : null}
        </li>
      ))}
    </ul>
  )
}

const states = ['down', 'degraded', 'unknown', 'up'] as const

function CheckCounts({ checks }: { checks: readonly Check[] }) {
  const words = useWords(overviewWords)
  const format = useFormat()
  if (checks.length === 0) return <p className="text-muted">{words.noChecks}</p>
  return (
    <ul className="grid grid-cols-2 gap-3 sm:grid-cols-4 xl:grid-cols-2">
      {states.map(state => {
        const count = checks.filter(check => check.state === state && !check.paused).length
        return (
          <li key={state}>
            <Link
              to="/components"
              search={{ state }}
              className="border-line hover:bg-sunken block rounded-md border p-3"
            >
              <span className="block text-2xl font-semibold">{format.number(count)}</span>
              <CheckState state={state} quiet />
            </Link>
          </li>
        )
      })}
    </ul>
  )
}

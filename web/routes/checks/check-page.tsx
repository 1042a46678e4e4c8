import { useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { ListMaintenances } from '../../../contracts/incidents/maintenance.ts'
import { type Check, GetCheck, GetUptime, heartbeats, ListRollups } from '../../../contracts/monitor/monitor.ts'
import { pathOf } from '../../data/path-of.ts'
import { useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { ButtonLink, TextLink } from '../../design/actions/link.tsx'
import { Button } from '../../design/button.tsx'
import { Card, Facts } from '../../design/card.tsx'
import { UptimeBars } from '../../design/charts/uptime-bars.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { FromFile } from '../../design/from-file.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { ComponentState } from '../../design/status.tsx'
import { Duration, Time } from '../../design/time.tsx'
import { checksWords } from '../../messages/checks.ts'
import { NotFoundPage } from '../../shell/error-pages.tsx'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'
import { ArchiveCheck, useCheckActions } from './check-actions.tsx'
import { CheckDefinitionCard } from './check-definition.tsx'
import { CheckIcon } from './check-icon.tsx'
import { CheckIncidents, LastFailure } from './check-incidents.tsx'
import { Latency } from './latency.tsx'

const CheckResults = lazy(() => import('./check-results.tsx').then(module => ({ default: module.CheckResults })))

export function CheckPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const check = useApiQuery(GetCheck, { params: { id } }, { refetchInterval: 15_000 })
  if (check.error?.status === 404) return <NotFoundPage />
  return <QueryResult answer={check}>{found => <OneCheck check={found} />}</QueryResult>
}

function OneCheck({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const { token } = check.settings
  return (
    <>
      <PageHeader
        title={check.name}
        above={<TextLink to="/components">{words.back}</TextLink>}
        intro={<FromFile place={check.place} words />}
        actions={<Orders check={check} />}
      />
      <div className="grid grid-cols-1 gap-4">
        {check.paused ? <Notice tone="unknown">{words.pausedText}</Notice> : null}
        {check.flapping ? <Notice tone="warn">{words.flappingText}</Notice> : null}
        <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
          <CheckNow check={check} />
          <Uptime check={check} />
        </div>
        {typeof token === 'string' ? <Heartbeat token={token} /> : <Latency check={check} />}
        <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
          <CheckIncidents check={check} />
          <LastFailure check={check} />
        </div>
        <Suspense>
          <CheckResults check={check} />
        </Suspense>
        <div className="grid grid-cols-1 items-start gap-4 xl:grid-cols-2">
          <CheckDefinitionCard check={check} />
          <CheckMaintenance check={check} />
        </div>
      </div>
    </>
  )
}

function Orders({ check }: { check: Check }) {
  const words = useWords(checksWords)
  const may = useMay()
  const navigate = useNavigate()
  const orders = useCheckActions()
  const [archiving, setArchiving] = useState<Check | null>(null)
  const isMine = may('admin') && check.origin !== 'file'
  const isPassive = check.kind === 'heartbeat'
  return (
    <>
      {may('responder') && !check.paused && !isPassive ? (
        <Button icon="play" busy={orders.isRunning} onClick={() => orders.run(check)} label={words.orders.run} />
      ) : null}
      {isMine ? (
        <>
          {check.paused ? (
            <Button icon="play" variant="primary" onClick={() => orders.resume(check)} label={words.orders.resume} />
          ) : (
            <Button icon="pause" onClick={() => orders.pause(check)} label={words.orders.pause} />
          )}
          <ButtonLink
            to="/checks/$id/edit"
            params={{ id: check.component.slug }}
            icon="edit"
            label={words.orders.edit}
          />
          <Button variant="danger" icon="trash" onClick={() => setArchiving(check)} label={words.orders.archive} />
        </>
      ) : (
        <Button icon="copy" onClick={() => orders.copyYaml(check)} label={words.file.copy} />
      )}
      <ArchiveCheck
        check={archiving}
        onDone={archived => {
          setArchiving(null)
          if (archived) void navigate({ to: '/components' })
        }}
      />
    </>
  )
}

function Uptime({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const format = useFormat()
  const uptime = useApiQuery(GetUptime, { params: { id: check.id }, query: { days: 90 } }, { refetchInterval: 60_000 })
  return (
    <Card title={words.uptime}>
      <QueryResult answer={uptime}>
        {found => (
          <div className="grid grid-cols-1 gap-3">
            <p>{found.ratio === null ? words.nothingKnown : words.uptimeText(format.percent(found.ratio, 3))}</p>
            <UptimeBars uptime={found} table />
          </div>
        )}
      </QueryResult>
    </Card>
  )
}

/** Its state, since when and why, and how quickly it answers at present. */
function CheckNow({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const format = useFormat()
  const say = useMessageText()
  const query = { step: 'hour', limit: 1 } as const
  const rollups = useApiQuery(ListRollups, { params: { id: check.id }, query }, { refetchInterval: 60_000 })
  const [hour] = rollups.data?.items ?? []
  const last = check.last_result
  return (
    <Card title={words.now}>
      <div className="grid grid-cols-1 gap-3">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <CheckIcon check={check} />
          {check.since === null ? (
            <span className="text-muted">{words.notYet}</span>
          ) : (
            <span className="text-muted">
              {words.since} <Duration from={check.since} /> (<Time at={check.since} absolute />)
            </span>
          )}
        </p>
        {check.reason && !check.paused ? <p>{say(check.reason, check.reason_i18n)}</p> : null}
        <Facts
          facts={[
            last && [
              words.last,
              <span key="last">
                <Time at={last.at} />
                {last.response_ms === null ? '' : ` · ${format.milliseconds(last.response_ms)}`}
              </span>,
            ],
            typeof hour?.p50_ms === 'number' &&
              typeof hour.p95_ms === 'number' && [
                words.answerNow,
                `${words.median} ${format.milliseconds(hour.p50_ms)} · ${words.slow} ${format.milliseconds(hour.p95_ms)}`,
              ],
          ]}
        />
      </div>
    </Card>
  )
}

/** What runs now and what is planned. */
function CheckMaintenance({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const format = useFormat()
  const maintenances = useApiQuery(ListMaintenances, { query: { component: check.component.slug, limit: 50 } })
  return (
    <Card title={words.maintenance}>
      <QueryResult answer={maintenances}>
        {({ items }) => {
          const ahead = items.filter(({ status }) => status === 'in_progress' || status === 'scheduled')
          if (ahead.length === 0) return <p className="text-muted">{words.noMaintenance}</p>
          return (
            <ul className="grid grid-cols-1 gap-3">
              {ahead.map(one => (
                <li key={one.id}>
                  <span className="inline-flex flex-wrap items-center gap-2 font-medium">
                    {one.title}
                    {one.status === 'in_progress' ? <ComponentState state="under_maintenance" /> : null}
                  </span>
                  <div className="text-muted text-sm">
                    {format.dateTime(one.starts_at)} – {format.dateTime(one.ends_at)}
                  </div>
                </li>
              ))}
            </ul>
          )
        }}
      </QueryResult>
    </Card>
  )
}

/** Where a job says that it ran. A token that somebody chose comes as a mask. */
function Heartbeat({ token }: { token: string }) {
  const words = useWords(checksWords).detail
  const isHidden = /^\*+$/.test(token)
  const addressOf = (path: string) => {
    const address = pathOf(path, { token: isHidden ? 'TOKEN' : token })
    return `curl -fsS ${location.origin}${address}`
  }
  return (
    <Card title={words.heartbeat}>
      <div className="grid grid-cols-1 gap-3">
        <p className="text-muted">{words.heartbeatText}</p>
        {isHidden ? <p className="text-muted">{words.secret}</p> : null}
        <CodeBlock code={addressOf(heartbeats.get.path)} label={words.heartbeat} />
        <p className="text-muted">{words.heartbeatFail}</p>
        <CodeBlock code={addressOf(heartbeats.getFail.path)} label={words.heartbeatFail} />
      </div>
    </Card>
  )
}

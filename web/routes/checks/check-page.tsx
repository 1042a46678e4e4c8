import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { type Check, GetCheck, GetUptime } from '../../../contracts/monitor.ts'
import { useAnswer } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { Button, buttonClass } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { UptimeBars } from '../../design/charts/uptime-bars.tsx'
import { FromFile } from '../../design/from-file.tsx'
import { Icon } from '../../design/icon.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { checksWords } from '../../messages/checks.ts'
import { NotFound } from '../../shell/error-pages.tsx'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { ArchiveCheck } from './archive-check.tsx'
import { CheckDefinitionCard } from './check-definition.tsx'
import { CheckIncidents, LastFailure } from './check-incidents.tsx'
import { CheckMaintenance } from './check-maintenance.tsx'
import { CheckNow } from './check-now.tsx'
import { Heartbeat } from './heartbeat.tsx'
import { Latency } from './latency.tsx'
import { useCheckOrders } from './use-check-actions.ts'

const CheckResults = lazy(() => import('./check-results.tsx').then(module => ({ default: module.CheckResults })))

export function CheckPage() {
  const { id } = useParams({ strict: false }) as { id: string }
  const check = useAnswer(GetCheck, { params: { id } }, { refetchInterval: 15_000 })
  if (check.error?.status === 404) return <NotFound />
  return <Loaded answer={check}>{found => <OneCheck check={found} />}</Loaded>
}

function OneCheck({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const { token } = check.settings
  return (
    <>
      <PageHeader
        title={check.name}
        above={
          <Link to={'/components' as string} className="link">
            {words.back}
          </Link>
        }
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
  const orders = useCheckOrders()
  const [archiving, setArchiving] = useState<Check | null>(null)
  const isMine = may('admin') && check.origin !== 'file'
  const isPassive = check.kind === 'heartbeat'
  return (
    <>
      {may('responder') && !check.paused && !isPassive ? (
        <Button icon="play" busy={orders.isRunning} onClick={() => orders.run(check)}>
          {words.orders.run}
        </Button>
      ) : null}
      {isMine ? (
        <>
          {check.paused ? (
            <Button icon="play" look="primary" onClick={() => orders.resume(check)}>
              {words.orders.resume}
            </Button>
          ) : (
            <Button icon="pause" onClick={() => orders.pause(check)}>
              {words.orders.pause}
            </Button>
          )}
          <Link
            to={'/checks/$id/edit' as string}
            params={{ id: check.component.slug } as never}
            className={buttonClass()}
          >
            <Icon name="edit" />
            {words.orders.edit}
          </Link>
          <Button look="danger" icon="trash" onClick={() => setArchiving(check)}>
            {words.orders.archive}
          </Button>
        </>
      ) : (
        <Button icon="copy" onClick={() => orders.copyYaml(check)}>
          {words.file.copy}
        </Button>
      )}
      <ArchiveCheck
        check={archiving}
        onDone={archived => {
          setArchiving(null)
          if (archived) void navigate({ to: '/components' as string })
        }}
      />
    </>
  )
}

function Uptime({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const format = useFormat()
  const uptime = useAnswer(GetUptime, { params: { id: check.id }, query: { days: 90 } }, { refetchInterval: 60_000 })
  return (
    <Card title={words.uptime}>
      <Loaded answer={uptime}>
        {found => (
          <div className="grid grid-cols-1 gap-3">
            <p>{found.ratio === null ? words.nothingKnown : words.uptimeText(format.percent(found.ratio, 3))}</p>
            <UptimeBars uptime={found} table />
          </div>
        )}
      </Loaded>
    </Card>
  )
}

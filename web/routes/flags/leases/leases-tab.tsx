import { type FlagLease, ListLeases, ReleaseLease } from '../../../../contracts/flags/flag-leases.ts'
import { GetFlag, ListFlags } from '../../../../contracts/flags/flags.ts'
import { useApiQuery } from '../../../data/queries.ts'
import { useMay } from '../../../data/session.ts'
import { CallButton } from '../../../design/actions/call-button.tsx'
import { Card } from '../../../design/card.tsx'
import { QueryResult } from '../../../design/lists/query-result.tsx'
import { Notice } from '../../../design/notice.tsx'
import { Badge } from '../../../design/status.tsx'
import { Time } from '../../../design/time.tsx'
import { flagLeasesWords } from '../../../messages/flag-leases.ts'
import { useActor } from '../../../words/actor.ts'
import { useWords } from '../../../words/language.tsx'
import { IncidentLink } from '../../incidents/incident-link.tsx'
import { useEnvironmentRef } from '../environment.ts'
import { FlagLink } from '../flag-link.tsx'
import { IncidentRules } from './incident-rules.tsx'

const stateTones = {
  active: 'hold',
  quiet: 'accent',
  asking: 'warn',
  restored: 'ok',
  released: 'ok',
  dry_run: 'unknown',
  refused: 'bad',
} as const
const isRunning = ({ state }: FlagLease): boolean => ['active', 'quiet', 'asking'].includes(state)

/** What incidents force now, what they may force, and what they forced before. */
export function LeasesTab() {
  const words = useWords(flagLeasesWords)
  const { place } = useEnvironmentRef()
  const leases = useApiQuery(ListLeases, { query: { ...place, limit: 100 } }, { refetchInterval: 15_000 })
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <Card title={words.running}>
        <QueryResult answer={leases}>
          {({ items }) => {
            const running = items.filter(isRunning)
            return running.length === 0 ? (
              <p className="text-muted">{words.noRunning}</p>
            ) : (
              <LeaseList leases={running} />
            )
          }}
        </QueryResult>
      </Card>
      <IncidentRules />
      {leases.data?.items.some(one => !isRunning(one)) ? (
        <Card title={words.past}>
          <LeaseList leases={leases.data.items.filter(one => !isRunning(one))} />
        </Card>
      ) : null}
    </div>
  )
}

function LeaseList({ leases }: { leases: readonly FlagLease[] }) {
  return (
    <ul className="divide-line grid divide-y">
      {leases.map(lease => (
        <LeaseRow key={lease.id} lease={lease} />
      ))}
    </ul>
  )
}

function LeaseRow({ lease }: { lease: FlagLease }) {
  const words = useWords(flagLeasesWords)
  const { key, variant, incident_number, state, taken_at, expires_at, restores_at, ended_at, by } = lease
  const actorName = useActor()
  return (
    <li className="grid gap-1.5 py-3 first:pt-0 last:pb-0">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div>
          <FlagLink flagKey={key} /> → <code>{variant}</code>{' '}
          <IncidentLink incident={{ number: incident_number, title: incident_number }}>
            {words.for(incident_number)}
          </IncidentLink>
        </div>
        <Badge tone={stateTones[state]}>{words.states[state]}</Badge>
      </div>
      <div className="text-muted text-sm">
        {words.taken} <Time at={taken_at} />
        {ended_at ? (
          <>
            {' · '}
            {words.backAt} <Time at={ended_at} />
          </>
        ) : (
          <>
            {' · '}
            {restores_at ? words.backAt : words.until} <Time at={restores_at ?? expires_at} />
          </>
        )}
      </div>
      {state === 'asking' ? <Notice tone="warn">{words.asking(actorName(by ?? ''))}</Notice> : null}
      {isRunning(lease) ? <GiveBack lease={lease} /> : null}
    </li>
  )
}

function GiveBack({ lease: { id, key } }: { lease: FlagLease }) {
  const words = useWords(flagLeasesWords)
  const may = useMay()
  const { mayEdit } = useEnvironmentRef()
  if (!mayEdit && !may('responder')) return null
  return (
    <div>
      <CallButton
        small
        icon="undo"
        label={words.giveBack}
        operation={ReleaseLease}
        input={{ params: { id }, body: {} }}
        changes={[ListLeases, ListFlags, GetFlag]}
        done={words.givenBack(key)}
      />
    </div>
  )
}

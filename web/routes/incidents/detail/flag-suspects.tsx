import { RevertFlagChange } from '../../../../contracts/flags/flag-governance.ts'
import {
  type FlagLease,
  type FlagSuspect,
  ListFlagSuspects,
  ListLeases,
  ReleaseLease,
} from '../../../../contracts/flags/flag-leases.ts'
import type { Incident } from '../../../../contracts/incidents/incidents.ts'
import { useApiMutation, useApiQuery } from '../../../data/queries.ts'
import { useMay } from '../../../data/session.ts'
import { CallButton } from '../../../design/actions/call-button.tsx'
import { Card } from '../../../design/card.tsx'
import { Badge } from '../../../design/status.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useActor } from '../../../words/actor.ts'
import { useFormat } from '../../../words/format.ts'
import { useWords } from '../../../words/language.tsx'
import { useMessageText } from '../../../words/worded.ts'
import { useMayEditIn, waits } from '../../flags/environment.ts'

/** Changes of flags shortly before it, the most suspect first. Not drawn when there are none, or where no flags run. */
export function FlagSuspects({ incident }: { incident: Incident }) {
  const { flags: words } = useWords(incidentWords)
  const { data } = useApiQuery(ListFlagSuspects, { query: { incident: incident.id } }, { staleTime: 60_000 })
  if (!data || data.items.length === 0) return null
  return (
    <Card title={words.title}>
      <ol className="grid grid-cols-1 gap-3">
        {data.items.map(suspect => (
          <Suspect key={suspect.change.id} suspect={suspect} />
        ))}
      </ol>
    </Card>
  )
}

function Suspect({ suspect: { change, before_s, same_component, current } }: { suspect: FlagSuspect }) {
  const { flags: words } = useWords(incidentWords)
  const actorName = useActor()
  const why = useMessageText()
  const format = useFormat()
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1.5">
      <div className="min-w-0 flex-1 basis-48">
        <div className="font-mono font-medium">{change.key}</div>
        <div className="text-muted text-sm">
          {words.before(format.duration(Math.round(before_s)))} · {actorName(change.actor.name)}
          {change.reason ? ` · ${why(change.reason, change.reason_i18n)}` : ''}
        </div>
        {same_component ? <Badge tone="warn" quiet label={words.sameComponent} /> : null}
      </div>
      {current ? <Revert change={change} /> : <span className="text-muted text-sm">{words.changedSince}</span>}
    </li>
  )
}

/** At once, where no second person has to agree; and taking it back is reverting what it did. */
function Revert({ change: { id, key, project } }: { change: FlagSuspect['change'] }) {
  const { flags: words } = useWords(incidentWords)
  const mayEdit = useMayEditIn(project)
  const changes = [ListFlagSuspects]
  const back = useApiMutation(RevertFlagChange, { changes })
  if (!mayEdit) return null
  return (
    <CallButton
      small
      icon="undo"
      label={words.revert}
      aria-label={words.revertOf(key)}
      operation={RevertFlagChange}
      input={{ params: { id } }}
      changes={changes}
      done={made => (waits(made) ? words.requested : words.reverted(key))}
      undo={made => (waits(made) ? undefined : () => back.mutate({ params: { id: made.id } }))}
    />
  )
}

const everyMs = 30_000
const inForce = new Set<FlagLease['state']>(['active', 'quiet', 'asking'])

/** Flags that this incident forces to a variant, and the way to give them back. Not drawn when there are none. */
export function ForcedFlags({ incident }: { incident: Incident }) {
  const { flags: words } = useWords(incidentWords)
  const leases = useApiQuery(ListLeases, { query: { incident: incident.id } }, { refetchInterval: everyMs })
  if (!leases.data || leases.data.items.length === 0) return null
  return (
    <Card title={words.forced}>
      <ul className="grid grid-cols-1 gap-3">
        {leases.data.items.map(lease => (
          <li key={lease.id} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1.5">
            <div className="min-w-0">
              <div className="font-mono font-medium">
                {lease.key} = {lease.variant}
              </div>
              <Badge tone={inForce.has(lease.state) ? 'warn' : 'unknown'} quiet label={words.states[lease.state]} />
            </div>
            {inForce.has(lease.state) ? <Release lease={lease} /> : null}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Release({ lease: { id, key, project } }: { lease: FlagLease }) {
  const { flags: words } = useWords(incidentWords)
  const responder = useMay()('responder')
  const mayEdit = useMayEditIn(project)
  if (!responder && !mayEdit) return null
  return (
    <CallButton
      small
      icon="undo"
      label={words.release}
      aria-label={words.releaseOf(key)}
      operation={ReleaseLease}
      input={{ params: { id } }}
      changes={[ListLeases]}
      done={words.released(key)}
    />
  )
}

import { type FlagLease, ListLeases, ReleaseLease } from '../../../../contracts/flag-leases.ts'
import type { Incident } from '../../../../contracts/incidents.ts'
import { useAnswer, useOrder } from '../../../data/queries.ts'
import { useMay } from '../../../data/session.ts'
import { Button } from '../../../design/button.tsx'
import { Card } from '../../../design/card.tsx'
import { Badge } from '../../../design/status.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useWords } from '../../../words/language.tsx'
import { useMayEditIn } from '../../flags/may-edit-in.ts'

const everyMs = 30_000
const inForce = new Set<FlagLease['state']>(['active', 'quiet', 'asking'])

/** Flags that this incident forces to a variant, and the way to give them back. Not drawn when there are none. */
export function ForcedFlags({ incident }: { incident: Incident }) {
  const { flags: words } = useWords(incidentWords)
  const leases = useAnswer(ListLeases, { query: { incident: incident.id } }, { refetchInterval: everyMs })
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
              <Badge tone={inForce.has(lease.state) ? 'warn' : 'unknown'} quiet>
                {words.states[lease.state]}
              </Badge>
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
  const toasts = useToasts()
  const responder = useMay()('responder')
  const mayEdit = useMayEditIn(project)
  const release = useOrder(ReleaseLease, { changes: [ListLeases], onDone: () => toasts.done(words.released(key)) })
  if (!responder && !mayEdit) return null
  return (
    <Button
      small
      icon="undo"
      busy={release.isPending}
      aria-label={words.releaseOf(key)}
      onClick={() => release.mutate({ params: { id } })}
    >
      {words.release}
    </Button>
  )
}

import { RevertFlagChange } from '../../../../contracts/flag-governance.ts'
import { type FlagSuspect, ListFlagSuspects } from '../../../../contracts/flag-leases.ts'
import type { Incident } from '../../../../contracts/incidents.ts'
import { useAnswer, useOrder } from '../../../data/queries.ts'
import { Button } from '../../../design/button.tsx'
import { Card } from '../../../design/card.tsx'
import { Badge } from '../../../design/status.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useActor } from '../../../words/actor.ts'
import { useFormat } from '../../../words/format.ts'
import { useWords } from '../../../words/language.tsx'
import { useTranslated } from '../../../words/translated.ts'
import { waits } from '../../flags/environment.ts'
import { useMayEditIn } from '../../flags/may-edit-in.ts'

/** Changes of flags shortly before it, the most suspect first. Not drawn when there are none, or where no flags run. */
export function FlagSuspects({ incident }: { incident: Incident }) {
  const { flags: words } = useWords(incidentWords)
  const { data } = useAnswer(ListFlagSuspects, { query: { incident: incident.id } }, { staleTime: 60_000 })
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
  const why = useTranslated('flags')
  const format = useFormat()
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1.5">
      <div className="min-w-0 flex-1 basis-48">
        <div className="font-mono font-medium">{change.key}</div>
        <div className="text-muted text-sm">
          {words.before(format.duration(Math.round(before_s)))} · {actorName(change.actor.name)}
          {change.reason ? ` · ${why(change.reason)}` : ''}
        </div>
        {same_component ? (
          <Badge tone="warn" quiet>
            {words.sameComponent}
          </Badge>
        ) : null}
      </div>
      {current ? <Revert change={change} /> : <span className="text-muted text-sm">{words.changedSince}</span>}
    </li>
  )
}

/** At once, where no second person has to agree; and taking it back is reverting what it did. */
function Revert({ change: { id, key, project } }: { change: FlagSuspect['change'] }) {
  const { flags: words } = useWords(incidentWords)
  const toasts = useToasts()
  const mayEdit = useMayEditIn(project)
  const changes = [ListFlagSuspects]
  const back = useOrder(RevertFlagChange, { changes })
  const revert = useOrder(RevertFlagChange, {
    changes,
    onDone: done =>
      waits(done)
        ? toasts.done(words.requested)
        : toasts.done(words.reverted(key), () => back.mutate({ params: { id: done.id } })),
  })
  if (!mayEdit) return null
  return (
    <Button
      small
      icon="undo"
      busy={revert.isPending}
      aria-label={words.revertOf(key)}
      onClick={() => revert.mutate({ params: { id } })}
    >
      {words.revert}
    </Button>
  )
}

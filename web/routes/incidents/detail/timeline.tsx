import type { Incident, TimelineEntry } from '../../../../contracts/incidents.ts'
import { Card } from '../../../design/card.tsx'
import { Icon, type IconName } from '../../../design/icon.tsx'
import { Badge, IncidentPhase } from '../../../design/status.tsx'
import { Time } from '../../../design/time.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useActor } from '../../../words/actor.ts'
import { useFormat } from '../../../words/format.ts'
import { useWords } from '../../../words/language.tsx'
import { useWorded } from '../../../words/worded.ts'
import { useTold } from '../use-incident-title.ts'

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
export function Timeline({ incident }: { incident: Incident }) {
  const { tabs } = useWords(incidentWords)
  const entries = incident.timeline.map((entry, index) => ({ entry, index })).toReversed()
  return (
    <Card title={tabs.timeline}>
      <ol className="grid gap-4">
        {entries.map(({ entry, index }) => (
          <Entry key={index} entry={entry} incident={incident} />
        ))}
      </ol>
    </Card>
  )
}

function Entry({ entry, incident }: { entry: TimelineEntry; incident: Incident }) {
  const { entry: words } = useWords(incidentWords)
  const format = useFormat()
  const told = useTold()
  const say = useWorded()
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
          {status ? <IncidentPhase status={status} quiet /> : null}
          <Badge tone={entry.public ? 'accent' : 'unknown'} quiet icon={entry.public ? 'eye' : 'lock'}>
            {entry.public ? words.public : words.internal}
          </Badge>
        </div>
        {message ? <p className="mt-0.5 whitespace-pre-line">{say(told(message, incident), message_i18n)}</p> : null}
        {components?.length ? (
          <p className="text-muted text-sm">{format.list(components.map(({ name }) => name))}</p>
        ) : null}
      </div>
    </li>
  )
}

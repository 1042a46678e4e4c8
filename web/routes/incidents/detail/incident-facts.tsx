import { lazy, useState } from 'react'
import type { IncidentStatus } from '../../../../contracts/common-schemas.ts'
import type { Incident } from '../../../../contracts/incidents/incidents.ts'
import { download } from '../../../data/download.ts'
import { pathOf } from '../../../data/path-of.ts'
import { useMay } from '../../../data/session.ts'
import { ButtonAnchor } from '../../../design/actions/link.tsx'
import { Button, IconButton } from '../../../design/button.tsx'
import { Dialog } from '../../../design/dialog.tsx'
import { Icon } from '../../../design/icon.tsx'
import { Menu } from '../../../design/menu.tsx'
import { Notice } from '../../../design/notice.tsx'
import { useShortcut } from '../../../design/shortcuts.tsx'
import { ImpactBadge } from '../../../design/status.tsx'
import { Duration, Time } from '../../../design/time.tsx'
import { frameWords } from '../../../messages/frame.ts'
import { incidentWords } from '../../../messages/incident.ts'
import { incidentsWords } from '../../../messages/incidents.ts'
import { stateWords } from '../../../messages/states.ts'
import { useFormat } from '../../../words/format.ts'
import { useWords } from '../../../words/language.tsx'
import { IncidentLink } from '../incident-link.tsx'
import { useIncidentActions } from '../use-incident-actions.ts'
import { MergeInto } from './linked-incidents.tsx'

const PublishUpdate = lazy(() => import('../publish-update.tsx').then(module => ({ default: module.PublishUpdate })))

/** How bad, for how long, and how far along. */
export function IncidentFacts({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  const format = useFormat()
  const { started_at, resolved_at, next_update_at, merged_into, reopened, suspected_causes } = incident
  const isOpen = resolved_at === null
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        <ImpactBadge state={incident.impact} />
        <span>
          <span className="text-muted">{isOpen ? words.lasts : words.lasted}</span>{' '}
          <strong>
            <Duration exact from={started_at} to={resolved_at} />
          </strong>
        </span>
        <span>
          <span className="text-muted">{words.since}</span> <Time at={started_at} absolute />
        </span>
        {resolved_at ? (
          <span>
            <span className="text-muted">{words.resolvedAt}</span> <Time at={resolved_at} absolute />
          </span>
        ) : null}
        <span className="text-muted">{words.origin[incident.origin]}</span>
        {reopened > 0 ? <span className="text-muted">{words.reopened(reopened)}</span> : null}
        {isOpen && next_update_at ? (
          <span>
            <span className="text-muted">{words.nextUpdate}</span> <Time at={next_update_at} />
          </span>
        ) : null}
      </div>
      <Phases incident={incident} />
      {merged_into ? (
        <Notice tone="accent">
          <IncidentLink incident={{ number: merged_into, title: merged_into }}>
            {words.mergedInto(merged_into)}
          </IncidentLink>
        </Notice>
      ) : null}
      {suspected_causes.length > 0 ? (
        <Notice tone="warn">
          <strong>{words.causes}</strong>
          <ul>
            {suspected_causes.map(({ kind, name, since }) => (
              <li key={`${kind} ${name}`}>
                {name}
                {since ? ` · ${words.causeSince} ${format.dateTime(since)}` : ''}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </div>
  )
}

const order = ['investigating', 'identified', 'monitoring', 'resolved'] as const

/** The way of every incident; a step is a button for whoever may take it. */
function Phases({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  const list = useWords(incidentsWords)
  const { phase } = useWords(stateWords)
  const responder = useMay()('responder')
  const [wanted, setWanted] = useState<IncidentStatus | null>(null)
  const at = order.indexOf(incident.status)
  const taken = new Set(incident.timeline.map(({ status }) => status))
  const isPast = (index: number) => index < at && taken.has(order[index] ?? null)
  const look = (index: number) =>
    index === at
      ? 'bg-accent text-accent-ink font-semibold'
      : isPast(index)
        ? 'bg-accent-soft'
        : responder
          ? 'bg-surface'
          : 'text-muted'
  // Only what can be pressed looks so.
  const box = `${responder ? 'border-edge' : 'border-transparent'} flex min-h-9 w-full items-center justify-center gap-1.5 rounded-md border px-2 text-sm`
  return (
    <>
      <ol aria-label={words.phases} className="grid grid-cols-2 gap-1.5 sm:grid-cols-4">
        {order.map((step, index) => (
          <li key={step} aria-current={index === at ? 'step' : undefined}>
            {responder && index !== at ? (
              <button
                type="button"
                title={words.moveTo(phase[step])}
                onClick={() => setWanted(step)}
                className={`${box} ${look(index)} hover:bg-sunken`}
              >
                {isPast(index) ? <Icon name="tick" size={16} /> : null}
                {phase[step]}
              </button>
            ) : (
              <span className={`${box} ${look(index)}`}>
                {isPast(index) ? <Icon name="tick" size={16} /> : null}
                {phase[step]}
              </span>
            )}
          </li>
        ))}
      </ol>
      <Dialog open={wanted !== null} onClose={() => setWanted(null)} title={list.update}>
        {wanted ? <PublishUpdate incident={incident} status={wanted} onDone={() => setWanted(null)} /> : null}
      </Dialog>
    </>
  )
}

/** `a` to acknowledge, `e` to write, `r` to resolve. */
export function IncidentActions({ incident }: { incident: Incident }) {
  const list = useWords(incidentsWords)
  const words = useWords(incidentWords)
  const { actions } = useWords(frameWords)
  const responder = useMay()('responder')
  const [open, setOpen] = useState<'update' | 'merge' | null>(null)
  const { acknowledge, resolve } = useIncidentActions()
  const close = () => setOpen(null)
  const isOpen = incident.status !== 'resolved'
  useShortcut('a', list.acknowledge, () => acknowledge(incident), responder && incident.acknowledged_at === null)
  useShortcut('e', list.update, () => setOpen('update'), responder)
  useShortcut('r', list.resolve, () => resolve(incident), responder && isOpen)
  const toDisk = {
    label: words.exportJson,
    icon: 'export',
    onSelect: () => download(`${incident.number}.json`, JSON.stringify(incident, null, 2), 'application/json'),
  } as const
  const merge = { label: words.merge, icon: 'right', onSelect: () => setOpen('merge') } as const
  return (
    <>
      <ButtonAnchor
        href={pathOf(`/incidents/${incident.number}`)}
        variant="quiet"
        icon="external"
        label={words.publicPage}
      />
      {responder ? (
        <>
          {incident.acknowledged_at === null && isOpen ? (
            <Button variant="primary" icon="tick" onClick={() => acknowledge(incident)} label={list.acknowledge} />
          ) : null}
          <Button icon="edit" onClick={() => setOpen('update')} label={list.update} />
          {isOpen ? <Button icon="tickCircle" onClick={() => resolve(incident)} label={list.resolve} /> : null}
        </>
      ) : null}
      <Menu
        trigger={<IconButton small={false} label={actions} icon="more" />}
        items={responder && !incident.merged_into ? [toDisk, merge] : [toDisk]}
      />
      <Dialog open={open === 'update'} onClose={close} title={list.update}>
        <PublishUpdate incident={incident} onDone={close} />
      </Dialog>
      <Dialog open={open === 'merge'} onClose={close} title={words.merge}>
        <MergeInto incident={incident} onDone={close} />
      </Dialog>
    </>
  )
}

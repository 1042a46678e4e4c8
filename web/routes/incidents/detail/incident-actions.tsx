import { lazy, useState } from 'react'
import type { Incident } from '../../../../contracts/incidents.ts'
import { useMay } from '../../../data/session.ts'
import { Button, buttonClass, IconButton } from '../../../design/button.tsx'
import { Dialog } from '../../../design/dialog.tsx'
import { Icon } from '../../../design/icon.tsx'
import { Menu } from '../../../design/menu.tsx'
import { useShortcut } from '../../../design/shortcuts.tsx'
import { frameWords } from '../../../messages/frame.ts'
import { incidentWords } from '../../../messages/incident.ts'
import { incidentsWords } from '../../../messages/incidents.ts'
import { useWords } from '../../../words/language.tsx'
import { useIncidentOrders } from '../use-incident-actions.ts'
import { download } from './download.ts'

const MergeInto = lazy(() => import('./merge-into.tsx').then(module => ({ default: module.MergeInto })))

const PublishUpdate = lazy(() => import('../publish-update.tsx').then(module => ({ default: module.PublishUpdate })))

/** `a` to acknowledge, `e` to write, `r` to resolve. */
export function IncidentOrders({ incident }: { incident: Incident }) {
  const list = useWords(incidentsWords)
  const words = useWords(incidentWords)
  const { actions } = useWords(frameWords)
  const responder = useMay()('responder')
  const [open, setOpen] = useState<'update' | 'merge' | null>(null)
  const { acknowledge, resolve } = useIncidentOrders()
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
      <a href={`/incidents/${incident.number}`} className={buttonClass('quiet')}>
        <Icon name="external" />
        {words.publicPage}
      </a>
      {responder ? (
        <>
          {incident.acknowledged_at === null && isOpen ? (
            <Button look="primary" icon="tick" onClick={() => acknowledge(incident)}>
              {list.acknowledge}
            </Button>
          ) : null}
          <Button icon="edit" onClick={() => setOpen('update')}>
            {list.update}
          </Button>
          {isOpen ? (
            <Button icon="tickCircle" onClick={() => resolve(incident)}>
              {list.resolve}
            </Button>
          ) : null}
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

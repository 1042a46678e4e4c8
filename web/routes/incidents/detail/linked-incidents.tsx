import { LinkIncident, UnlinkIncident } from '../../../../contracts/incident-work.ts'
import type { Incident } from '../../../../contracts/incidents.ts'
import { useOrder } from '../../../data/queries.ts'
import { useMay } from '../../../data/session.ts'
import { Button, IconButton } from '../../../design/button.tsx'
import { Card } from '../../../design/card.tsx'
import { Dialog, useOpen } from '../../../design/dialog.tsx'
import { useToasts } from '../../../design/toast.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useWords } from '../../../words/language.tsx'
import { IncidentLink } from '../incident-link.tsx'
import { incidentAnswers } from '../use-incident-actions.ts'
import { ChooseOther } from './incident-picker.tsx'

/** Incidents that have to do with it. */
export function Connections({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  const responder = useMay()('responder')
  const toasts = useToasts()
  const [linking, open, close] = useOpen()
  const link = useOrder(LinkIncident, { changes: incidentAnswers })
  const unlink = useOrder(UnlinkIncident, { changes: incidentAnswers })
  const links = incident.links ?? []
  const params = { id: incident.id }
  const remove = (other: string) =>
    unlink.mutate(
      { params: { ...params, other } },
      { onSuccess: () => toasts.done(words.unlink(other), () => link.mutate({ params, body: { to: other } })) },
    )
  return (
    <Card
      title={words.linked}
      actions={
        responder ? (
          <Button small icon="plus" onClick={open}>
            {words.link}
          </Button>
        ) : null
      }
    >
      {links.length === 0 ? <p className="text-muted">{words.noLinks}</p> : null}
      <ul className="grid gap-1">
        {links.map(number => (
          <li key={number} className="flex items-center justify-between gap-2">
            <IncidentLink incident={{ number, title: number }} />
            {responder ? <IconButton label={words.unlink(number)} icon="close" onClick={() => remove(number)} /> : null}
          </li>
        ))}
      </ul>
      <Dialog open={linking} onClose={close} title={words.link}>
        <ChooseOther
          incident={incident}
          action={words.link}
          onCancel={close}
          order={LinkIncident}
          bodyOf={to => ({ to })}
          onDone={to => {
            toasts.done(words.isLinked(to))
            close()
          }}
        />
      </Dialog>
    </Card>
  )
}

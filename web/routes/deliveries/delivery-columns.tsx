import { Link } from '@tanstack/react-router'
import { ListAnnouncements } from '../../../contracts/announcements.ts'
import { type Delivery, ListDeliveries, RetryDelivery } from '../../../contracts/communications.ts'
import { ListIncidents } from '../../../contracts/incidents.ts'
import { useAnswer, useOrder } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { Button } from '../../design/button.tsx'
import type { Column } from '../../design/table.tsx'
import { Time } from '../../design/time.tsx'
import { useToasts } from '../../design/toast.tsx'
import { deliveriesWords } from '../../messages/deliveries.ts'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'
import { useTranslated } from '../../words/translated.ts'
import { useChannelName } from '../channels/channel-name.ts'
import { IncidentLink } from '../incidents/incident-link.tsx'
import { DeliveryState } from './delivery-state.tsx'

export function useDeliveryColumns(): readonly Column<Delivery>[] {
  const words = useWords(deliveriesWords)
  const { actions } = useWords(frameWords)
  const nameOf = useChannelName()
  const say = useTranslated('deliveries')
  const responder = useMay()('responder')
  const retry: Column<Delivery> = {
    id: 'retry',
    header: actions,
    isHeaderHidden: true,
    className: 'text-right',
    cell: one => <Retry delivery={one} />,
  }
  return [
    {
      id: 'about',
      header: words.about,
      cell: delivery => (
        <>
          <About subject={delivery.subject} />
          <div className="text-muted text-sm">
            {nameOf(delivery.channel)}
            {delivery.state !== 'delivered' && delivery.last_error ? (
              <div className="text-bad">{say(delivery.last_error)}</div>
            ) : null}
          </div>
        </>
      ),
    },
    {
      id: 'state',
      header: words.state,
      sortBy: ({ state }) => state,
      cell: ({ state }) => <DeliveryState state={state} quiet />,
    },
    {
      id: 'attempts',
      header: words.attempts,
      from: 'md',
      sortBy: ({ attempts }) => attempts,
      cell: ({ attempts, next_at, state }) => (
        <>
          {attempts}
          {state === 'queued' && attempts > 0 && next_at ? (
            <div className="text-muted text-sm">
              {words.nextAt} <Time at={next_at} />
            </div>
          ) : null}
        </>
      ),
    },
    {
      id: 'at',
      header: words.at,
      from: 'sm',
      sortBy: ({ created_at }) => created_at,
      cell: ({ done_at, created_at }) => <Time at={done_at ?? created_at} />,
    },
    ...(responder ? [retry] : []),
  ]
}

/** An incident, an announcement, or something that has no page of its own. */
function About({ subject }: { subject: string }) {
  const words = useWords(deliveriesWords)
  const incidents = useAnswer(ListIncidents, { query: { limit: 200 } })
  const announcements = useAnswer(ListAnnouncements, { query: { limit: 100 } })
  const incident = incidents.data?.items.find(({ id }) => id === subject)
  if (incident) return <IncidentLink incident={incident} />
  const announcement = announcements.data?.items.find(({ id }) => id === subject)
  if (announcement) {
    return (
      <Link to="/announcements" className="link font-medium">
        {announcement.title}
      </Link>
    )
  }
  return <span className="font-medium">{words.otherNews}</span>
}

function Retry({ delivery: { id, state, channel } }: { delivery: Delivery }) {
  const words = useWords(deliveriesWords)
  const toasts = useToasts()
  const nameOf = useChannelName()
  const retry = useOrder(RetryDelivery, {
    changes: [ListDeliveries],
    onDone: () => toasts.done(words.retried(nameOf(channel))),
  })
  if (state !== 'dead') return null
  return (
    <Button small icon="undo" busy={retry.isPending} onClick={() => retry.mutate({ params: { id } })}>
      {words.retry}
    </Button>
  )
}

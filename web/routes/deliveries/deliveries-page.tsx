import { ListAnnouncements } from '../../../contracts/communications/announcements.ts'
import {
  type Delivery,
  ListChannels,
  ListDeliveries,
  RetryDelivery,
} from '../../../contracts/communications/communications.ts'
import { ListIncidents } from '../../../contracts/incidents/incidents.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { useApiMutation, useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { CallButton } from '../../design/actions/call-button.tsx'
import { TextLink } from '../../design/actions/link.tsx'
import { Button } from '../../design/button.tsx'
import { Counters } from '../../design/lists/counters.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { SelectFilter } from '../../design/lists/filters.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Time } from '../../design/time.tsx'
import { useToasts } from '../../design/toast.tsx'
import { deliveriesWords } from '../../messages/deliveries.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'
import { useChannelName } from '../channels/channel-name.ts'
import { IncidentLink } from '../incidents/incident-link.tsx'
import { DeliveryState } from './delivery-state.tsx'

const soonMs = 5_000
const laterMs = 30_000

export function DeliveriesPage() {
  const words = useWords(deliveriesWords)
  const responder = useMay()('responder')
  const [filters, setFilters, filter] = useFilters({
    state: oneOf(['queued', 'delivered', 'dead']),
    channel: anyText,
  })
  const channels = useApiQuery(ListChannels).data?.items ?? []
  const nameOf = useChannelName()
  const deliveries = usePagedQuery(
    ListDeliveries,
    { query: { ...filters, limit: 100 } },
    { everyMs: items => (items.some(({ state }) => state === 'queued') ? soonMs : laterMs) },
  )
  return (
    <>
      <PageHeader page="deliveries" intro={words.intro} actions={<RetryAll />} />
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <Counters<Delivery['state']>
          label={words.filter}
          all={{}}
          value={filters.state}
          onChange={state => setFilters({ state })}
          counters={(['queued', 'delivered', 'dead'] as const).map(value => ({ value, label: words.states[value] }))}
        />
        <SelectFilter
          label={words.channel}
          all={words.anyChannel}
          value={filters.channel}
          onChange={channel => setFilters({ channel })}
          choices={channels.map(({ name }) => ({ value: name, label: nameOf(name) }))}
        />
      </div>
      <TableCard
        answer={deliveries}
        label={words.filter}
        columns={useDeliveryColumns()}
        rowKey={({ id }) => id}
        actions={responder ? delivery => <Retry delivery={delivery} /> : undefined}
        actionsClass="text-right"
        filter={filter}
        words={words}
        none={<EmptyState icon="send" title={words.none} text={words.noneText} />}
      />
    </>
  )
}

/** Everything that was given up, once more. */
function RetryAll() {
  const words = useWords(deliveriesWords)
  const toasts = useToasts()
  const responder = useMay()('responder')
  const dead = useApiQuery(ListDeliveries, { query: { state: 'dead', limit: 100 } }, { enabled: responder })
  const retry = useApiMutation(RetryDelivery, { changes: [ListDeliveries, ListChannels] })
  const items = dead.data?.items ?? []
  if (items.length === 0) return null
  const all = async () => {
    const asked = await Promise.allSettled(items.map(({ id }) => retry.mutateAsync({ params: { id } })))
    const count = asked.filter(({ status }) => status === 'fulfilled').length
    if (count > 0) toasts.done(words.retriedAll(count))
  }
  return <Button icon="undo" busy={retry.isPending} onClick={all} label={words.retryAll(items.length)} />
}

function useDeliveryColumns(): readonly Column<Delivery>[] {
  const words = useWords(deliveriesWords)
  const nameOf = useChannelName()
  const say = useMessageText()
  return [
    {
      header: words.about,
      cell: delivery => (
        <>
          <About subject={delivery.subject} />
          <div className="text-muted text-sm">
            {nameOf(delivery.channel)}
            {delivery.state !== 'delivered' && delivery.last_error ? (
              <div className="text-bad">{say(delivery.last_error, delivery.last_error_i18n)}</div>
            ) : null}
          </div>
        </>
      ),
    },
    { header: words.state, sortBy: ({ state }) => state, cell: ({ state }) => <DeliveryState state={state} quiet /> },
    {
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
      header: words.at,
      from: 'sm',
      sortBy: ({ created_at }) => created_at,
      cell: ({ done_at, created_at }) => <Time at={done_at ?? created_at} />,
    },
  ]
}

/** An incident, an announcement, or something that has no page of its own. */
function About({ subject }: { subject: string }) {
  const words = useWords(deliveriesWords)
  const incidents = useApiQuery(ListIncidents, { query: { limit: 200 } })
  const announcements = useApiQuery(ListAnnouncements, { query: { limit: 100 } })
  const incident = incidents.data?.items.find(({ id }) => id === subject)
  if (incident) return <IncidentLink incident={incident} />
  const announcement = announcements.data?.items.find(({ id }) => id === subject)
  if (announcement) {
    return <TextLink to="/announcements" className="font-medium" label={announcement.title} />
  }
  return <span className="font-medium">{words.otherNews}</span>
}

function Retry({ delivery: { id, state, channel } }: { delivery: Delivery }) {
  const words = useWords(deliveriesWords)
  const nameOf = useChannelName()
  if (state !== 'dead') return null
  return (
    <CallButton
      small
      icon="undo"
      label={words.retry}
      operation={RetryDelivery}
      input={{ params: { id } }}
      changes={[ListDeliveries]}
      done={words.retried(nameOf(channel))}
    />
  )
}

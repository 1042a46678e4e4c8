import { Link } from '@tanstack/react-router'
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
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Counters } from '../../design/counters.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { SelectField } from '../../design/forms/field.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { More, QueryResult } from '../../design/query-result.tsx'
import { type Column, Table } from '../../design/table.tsx'
import { Time } from '../../design/time.tsx'
import { useToasts } from '../../design/toast.tsx'
import { deliveriesWords } from '../../messages/deliveries.ts'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useWords } from '../../words/language.tsx'
import { useTranslated } from '../../words/translated.ts'
import { useChannelName } from '../channels/channel-name.ts'
import { IncidentLink } from '../incidents/incident-link.tsx'
import { DeliveryState } from './delivery-state.tsx'

const filterNames = { state: oneOf(['queued', 'delivered', 'dead']), channel: anyText }
const soonMs = 5_000
const laterMs = 30_000

export function DeliveriesPage() {
  const words = useWords(deliveriesWords)
  const { pages } = useWords(navigationWords)
  const [filters, setFilters] = useFilters(filterNames)
  const deliveries = usePagedQuery(
    ListDeliveries,
    { query: { ...filters, limit: 100 } },
    { everyMs: items => (items.some(({ state }) => state === 'queued') ? soonMs : laterMs) },
  )
  return (
    <>
      <PageHeader title={pages.deliveries} intro={words.intro} actions={<RetryAll />} />
      <Filters filters={filters} onChange={setFilters} />
      <Card flush>
        <QueryResult answer={deliveries} lines={6}>
          {items => <Found items={items} filtered={Object.values(filters).some(Boolean)} />}
        </QueryResult>
        <More pages={deliveries} />
      </Card>
    </>
  )
}

type Filters = { readonly state?: Delivery['state'] | undefined; readonly channel?: string | undefined }

function Filters({ filters, onChange }: { filters: Filters; onChange: (change: Partial<Filters>) => void }) {
  const words = useWords(deliveriesWords)
  const { all } = useWords(frameWords)
  const channels = useApiQuery(ListChannels)
  const nameOf = useChannelName()
  return (
    <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
      <Counters<Delivery['state']>
        label={words.filter}
        value={filters.state}
        onChange={state => onChange({ state })}
        counters={[
          { value: undefined, label: all },
          ...(['queued', 'delivered', 'dead'] as const).map(value => ({ value, label: words.states[value] })),
        ]}
      />
      <SelectField
        label={words.channel}
        value={filters.channel ?? ''}
        onChange={channel => onChange({ channel: channel || undefined })}
        choices={[
          { value: '', label: words.anyChannel },
          ...(channels.data?.items ?? []).map(({ name }) => ({ value: name, label: nameOf(name) })),
        ]}
      />
    </div>
  )
}

type FoundProps = { readonly items: readonly Delivery[]; readonly filtered: boolean }

function Found({ items, filtered }: FoundProps) {
  const words = useWords(deliveriesWords)
  const [, setFilters] = useFilters(filterNames)
  const columns = useDeliveryColumns()
  if (items.length === 0) {
    return filtered ? (
      <EmptyState
        icon="search"
        title={words.noneFits}
        action={<Button onClick={() => setFilters({ state: undefined, channel: undefined })} label={words.showAll} />}
      />
    ) : (
      <EmptyState icon="send" title={words.none} text={words.noneText} />
    )
  }
  return <Table label={words.filter} columns={columns} rows={items} rowKey={({ id }) => id} />
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
  const incidents = useApiQuery(ListIncidents, { query: { limit: 200 } })
  const announcements = useApiQuery(ListAnnouncements, { query: { limit: 100 } })
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
  const nameOf = useChannelName()
  const retry = useApiMutation(RetryDelivery, {
    changes: [ListDeliveries],
    done: words.retried(nameOf(channel)),
  })
  if (state !== 'dead') return null
  return (
    <Button
      small
      icon="undo"
      busy={retry.isPending}
      onClick={() => retry.mutate({ params: { id } })}
      label={words.retry}
    />
  )
}

import { type Delivery, ListChannels, ListDeliveries, RetryDelivery } from '../../../contracts/communications.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { usePages } from '../../data/paged-query.ts'
import { useAnswer, useOrder } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Counters } from '../../design/counters.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { SelectField } from '../../design/forms/field.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Loaded, More } from '../../design/query-result.tsx'
import { Table } from '../../design/table.tsx'
import { useToasts } from '../../design/toast.tsx'
import { deliveriesWords } from '../../messages/deliveries.ts'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { useWords } from '../../words/language.tsx'
import { useChannelName } from '../channels/channel-name.ts'
import { useDeliveryColumns } from './delivery-columns.tsx'

const filterNames = { state: oneOf(['queued', 'delivered', 'dead']), channel: anyText }
const soonMs = 5_000
const laterMs = 30_000

export function DeliveriesPage() {
  const words = useWords(deliveriesWords)
  const { pages } = useWords(navigationWords)
  const [filters, setFilters] = useFilters(filterNames)
  const deliveries = usePages(
    ListDeliveries,
    { query: { ...filters, limit: 100 } },
    { everyMs: items => (items.some(({ state }) => state === 'queued') ? soonMs : laterMs) },
  )
  return (
    <>
      <PageHeader title={pages.deliveries} intro={words.intro} actions={<RetryAll />} />
      <Filters filters={filters} onChange={setFilters} />
      <Card flush>
        <Loaded answer={deliveries} lines={6}>
          {items => <Found items={items} filtered={Object.values(filters).some(Boolean)} />}
        </Loaded>
        <More pages={deliveries} />
      </Card>
    </>
  )
}

type Filters = { readonly state?: Delivery['state'] | undefined; readonly channel?: string | undefined }

function Filters({ filters, onChange }: { filters: Filters; onChange: (change: Partial<Filters>) => void }) {
  const words = useWords(deliveriesWords)
  const { all } = useWords(frameWords)
  const channels = useAnswer(ListChannels)
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
        action={<Button onClick={() => setFilters({ state: undefined, channel: undefined })}>{words.showAll}</Button>}
      />
    ) : (
      <EmptyState icon="send" title={words.none}>
        {words.noneText}
      </EmptyState>
    )
  }
  return <Table label={words.filter} columns={columns} rows={items} rowKey={({ id }) => id} />
}

/** Everything that was given up, once more. */
function RetryAll() {
  const words = useWords(deliveriesWords)
  const toasts = useToasts()
  const responder = useMay()('responder')
  const dead = useAnswer(ListDeliveries, { query: { state: 'dead', limit: 100 } }, { enabled: responder })
  const retry = useOrder(RetryDelivery, { changes: [ListDeliveries, ListChannels] })
  const items = dead.data?.items ?? []
  if (items.length === 0) return null
  const all = async () => {
    const asked = await Promise.allSettled(items.map(({ id }) => retry.mutateAsync({ params: { id } })))
    const count = asked.filter(({ status }) => status === 'fulfilled').length
    if (count > 0) toasts.done(words.retriedAll(count))
  }
  return (
    <Button icon="undo" busy={retry.isPending} onClick={all}>
      {words.retryAll(items.length)}
    </Button>
  )
}

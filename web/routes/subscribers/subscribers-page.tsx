import { useState } from 'react'
import { ListSubscribers, RemoveSubscriber, type Subscriber } from '../../../contracts/communications/subscriptions.ts'
import { ListComponents } from '../../../contracts/incidents/incidents.ts'
import { useDebounced } from '../../data/debounce.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { useApiMutation, useApiQuery } from '../../data/queries.ts'
import { Button, buttonClass, IconButton } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Counters } from '../../design/counters.tsx'
import { Confirm } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { TextField } from '../../design/forms/field.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { More, QueryResult } from '../../design/query-result.tsx'
import { Badge } from '../../design/status.tsx'
import { type Column, Table } from '../../design/table.tsx'
import { Time } from '../../design/time.tsx'
import { useToasts } from '../../design/toast.tsx'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { subscribersWords } from '../../messages/subscribers.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

const filterNames = { status: oneOf(['pending', 'active', 'ended']), q: anyText }
const noFilters = { status: undefined, q: undefined }

export function SubscribersPage() {
  const words = useWords(subscribersWords)
  const frame = useWords(frameWords)
  const { pages } = useWords(navigationWords)
  const [filters, setFilters] = useFilters(filterNames)
  const q = useDebounced(filters.q ?? '', text => setFilters({ q: text || undefined }))
  const subscribers = usePagedQuery(ListSubscribers, { query: { ...filters, limit: 200 } })
  return (
    <>
      <PageHeader title={pages.subscribers} intro={words.intro} />
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <Counters<'pending' | 'active' | 'ended'>
          label={words.filter}
          value={filters.status}
          onChange={status => setFilters({ status })}
          counters={[
            { value: undefined, label: frame.all },
            ...(['active', 'pending', 'ended'] as const).map(value => ({ value, label: words.states[value] })),
          ]}
        />
        <TextField type="search" label={words.search} value={q.text} onChange={q.type} />
      </div>
      <Card flush>
        <QueryResult answer={subscribers} lines={6}>
          {items => (
            <Found
              subscribers={items}
              onShowAll={Object.values(filters).some(Boolean) ? () => setFilters(noFilters) : undefined}
            />
          )}
        </QueryResult>
        <More pages={subscribers} />
      </Card>
    </>
  )
}

type FoundProps = {
  readonly subscribers: readonly Subscriber[]
  readonly onShowAll: (() => void) | undefined
}

function Found({ subscribers, onShowAll }: FoundProps) {
  const words = useWords(subscribersWords)
  const toasts = useToasts()
  const [leaving, setLeaving] = useState<Subscriber | null>(null)
  const columns = useColumns(setLeaving)
  const remove = useApiMutation(RemoveSubscriber, {
    changes: [ListSubscribers],
    onDone: () => {
      if (leaving) toasts.done(words.removed(leaving.email))
      setLeaving(null)
    },
  })
  if (subscribers.length === 0) {
    return onShowAll ? (
      <EmptyState icon="search" title={words.noneFits} action={<Button onClick={onShowAll} label={words.showAll} />} />
    ) : (
      <EmptyState
        icon="people"
        title={words.none}
        action={
          <a href="/subscribe" className={buttonClass()}>
            {words.openPage}
          </a>
        }
        text={words.noneText}
      />
    )
  }
  return (
    <>
      <Table label={words.filter} columns={columns} rows={subscribers} rowKey={({ id }) => id} />
      <Confirm
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={words.removeTitle}
        action={words.remove}
        busy={remove.isPending}
        onConfirm={() => leaving && remove.mutate({ params: { id: leaving.id } })}
      >
        {leaving ? <p>{words.removeText(leaving.email)}</p> : null}
      </Confirm>
    </>
  )
}

function useColumns(onRemove: (subscriber: Subscriber) => void): readonly Column<Subscriber>[] {
  const words = useWords(subscribersWords)
  const { actions } = useWords(frameWords)
  const format = useFormat()
  const { data } = useApiQuery(ListComponents, { query: { limit: 500 } })
  const nameOf = (slug: string) => data?.items.find(one => one.slug === slug)?.name ?? slug
  return [
    {
      id: 'email',
      header: words.email,
      sortBy: ({ email }) => email,
      cell: ({ email, components, language }) => (
        <>
          <span className="font-medium">{email}</span>
          <div className="text-muted text-sm">
            {components ? format.list(components.map(nameOf)) : words.everything} · {words.languages[language]}
          </div>
        </>
      ),
    },
    {
      id: 'state',
      header: words.state,
      sortBy: ({ status }) => status,
      cell: subscriber => <State subscriber={subscriber} />,
    },
    {
      id: 'since',
      header: words.since,
      from: 'sm',
      sortBy: ({ created_at }) => created_at,
      cell: ({ ended_at, confirmed_at, created_at }) => <Time at={ended_at ?? confirmed_at ?? created_at} />,
    },
    {
      id: 'remove',
      header: actions,
      isHeaderHidden: true,
      className: 'w-12',
      cell: subscriber => (
        <IconButton label={words.removeOf(subscriber.email)} icon="trash" onClick={() => onRemove(subscriber)} />
      ),
    },
  ]
}

const tones = { pending: 'warn', active: 'ok', ended: 'unknown', bounced: 'bad' } as const

/** What a mail server said ended it otherwise than the reader did. */
function State({ subscriber: { status, ended_reason } }: { subscriber: Subscriber }) {
  const words = useWords(subscribersWords)
  const bounced = status === 'ended' && ended_reason !== null && ended_reason !== 'unsubscribed'
  const shown = bounced ? 'bounced' : status
  return (
    <>
      <Badge tone={tones[shown]} quiet>
        {words.states[shown]}
      </Badge>
      {bounced ? <div className="text-muted text-sm">{ended_reason}</div> : null}
    </>
  )
}

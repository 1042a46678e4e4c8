import { ListSubscribers, RemoveSubscriber, type Subscriber } from '../../../contracts/communications/subscriptions.ts'
import { useComponentName } from '../../data/components.ts'
import { anyText, oneOf, useFilters } from '../../data/filters.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { pathOf } from '../../data/path-of.ts'
import { ConfirmButton } from '../../design/actions/call-button.tsx'
import { ButtonAnchor } from '../../design/actions/link.tsx'
import { Counters } from '../../design/lists/counters.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { SearchFilter } from '../../design/lists/filters.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Badge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { subscribersWords } from '../../messages/subscribers.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

export function SubscribersPage() {
  const words = useWords(subscribersWords)
  const [filters, setFilters, filter] = useFilters({ status: oneOf(['pending', 'active', 'ended']), q: anyText })
  const subscribers = usePagedQuery(ListSubscribers, { query: { ...filters, limit: 200 } })
  return (
    <>
      <PageHeader page="subscribers" intro={words.intro} />
      <div className="mb-4 flex flex-wrap items-end justify-between gap-3">
        <Counters<'pending' | 'active' | 'ended'>
          label={words.filter}
          all={{}}
          value={filters.status}
          onChange={status => setFilters({ status })}
          counters={(['active', 'pending', 'ended'] as const).map(value => ({ value, label: words.states[value] }))}
        />
        <SearchFilter label={words.search} />
      </div>
      <TableCard
        answer={subscribers}
        label={words.filter}
        columns={useColumns()}
        rowKey={({ id }) => id}
        actions={subscriber => <Remove subscriber={subscriber} />}
        filter={filter}
        words={words}
        none={
          <EmptyState
            icon="people"
            title={words.none}
            action={<ButtonAnchor href={pathOf('/subscribe')} label={words.openPage} />}
            text={words.noneText}
          />
        }
      />
    </>
  )
}

function Remove({ subscriber: { id, email } }: { subscriber: Subscriber }) {
  const words = useWords(subscribersWords)
  return (
    <ConfirmButton
      bare="trash"
      label={words.removeOf(email)}
      action={words.remove}
      title={words.removeTitle}
      text={words.removeText(email)}
      operation={RemoveSubscriber}
      input={{ params: { id } }}
      changes={[ListSubscribers]}
      done={words.removed(email)}
    />
  )
}

function useColumns(): readonly Column<Subscriber>[] {
  const words = useWords(subscribersWords)
  const format = useFormat()
  const nameOf = useComponentName()
  return [
    {
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
    { header: words.state, sortBy: ({ status }) => status, cell: subscriber => <State subscriber={subscriber} /> },
    {
      header: words.since,
      from: 'sm',
      sortBy: ({ created_at }) => created_at,
      cell: ({ ended_at, confirmed_at, created_at }) => <Time at={ended_at ?? confirmed_at ?? created_at} />,
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
      <Badge tone={tones[shown]} quiet label={words.states[shown]} />
      {bounced ? <div className="text-muted text-sm">{ended_reason}</div> : null}
    </>
  )
}

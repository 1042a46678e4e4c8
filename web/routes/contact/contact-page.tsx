import { useState } from 'react'
import {
  type ContactMessage,
  DeleteContactMessage,
  HandleContactMessage,
  ListContactMessages,
} from '../../../contracts/communications/contact.ts'
import { oneOf, useFilters } from '../../data/filters.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { useApiMutation } from '../../data/queries.ts'
import { Button, buttonClass } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Counters } from '../../design/counters.tsx'
import { Confirm } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { More, QueryResult } from '../../design/query-result.tsx'
import { Badge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { subscribersWords } from '../../messages/subscribers.ts'
import { useActor } from '../../words/actor.ts'
import { useWords } from '../../words/language.tsx'

const everyMs = 30_000

export function ContactPage() {
  const { contact: words } = useWords(subscribersWords)
  const { all } = useWords(frameWords)
  const { pages } = useWords(navigationWords)
  const [{ show = 'open' }, setFilters] = useFilters({ show: oneOf(['open', 'handled', 'all']) })
  const handled = show === 'all' ? {} : { handled: show === 'handled' }
  const messages = usePagedQuery(ListContactMessages, { query: { ...handled, limit: 50 } }, { everyMs: () => everyMs })
  return (
    <>
      <PageHeader title={pages.contact} intro={words.intro} />
      <div className="mb-4">
        <Counters<'open' | 'handled' | 'all'>
          label={words.filter}
          value={show}
          onChange={value => setFilters({ show: value === 'open' ? undefined : value })}
          counters={[
            { value: 'open', label: words.open },
            { value: 'handled', label: words.handled },
            { value: 'all', label: all },
          ]}
        />
      </div>
      <QueryResult answer={messages} lines={6}>
        {items =>
          items.length === 0 ? (
            <Nothing show={show} />
          ) : (
            <div className="grid gap-3">
              {items.map(message => (
                <Message key={message.id} message={message} />
              ))}
              <More pages={messages} />
            </div>
          )
        }
      </QueryResult>
    </>
  )
}

function Nothing({ show }: { show: 'open' | 'handled' | 'all' }) {
  const { contact: words } = useWords(subscribersWords)
  return (
    <Card>
      <EmptyState
        icon={show === 'open' ? 'tickCircle' : 'report'}
        title={show === 'open' ? words.noneOpen : words.none}
        action={
          <a href="/contact" className={buttonClass()}>
            {words.openPage}
          </a>
        }
        text={words.noneText}
      />
    </Card>
  )
}

function Message({ message }: { message: ContactMessage }) {
  const { contact: words } = useWords(subscribersWords)
  const [erasing, setErasing] = useState(false)
  const changes = [ListContactMessages]
  const handle = useApiMutation(HandleContactMessage, { changes, done: words.marked })
  const erase = useApiMutation(DeleteContactMessage, { changes, done: words.erased })
  const { id, email, received_at, handled_by, handled_at } = message
  const actorName = useActor()
  const name = words.from(message.first_name, message.last_name)
  const params = { id }
  return (
    <Card>
      <article className="grid gap-2.5">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <h2 className="font-semibold">{name}</h2>
          <span className="text-muted text-sm">
            {email ?? words.anonymous} · <Time at={received_at} />
          </span>
        </div>
        <p className="whitespace-pre-line">{message.message}</p>
        <div className="flex flex-wrap items-center gap-2">
          {handled_at ? (
            <Badge tone="ok">{words.handledBy(actorName(handled_by ?? ''))}</Badge>
          ) : (
            <Button
              small
              icon="tick"
              busy={handle.isPending}
              onClick={() => handle.mutate({ params })}
              label={words.markHandled}
            />
          )}
          {email ? (
            <a
              className={buttonClass('plain', true)}
              href={`mailto:${encodeURIComponent(email)}?subject=${encodeURIComponent(words.answerSubject)}`}
            >
              {words.answer}
            </a>
          ) : null}
          <Button small variant="danger" icon="trash" onClick={() => setErasing(true)} label={words.erase} />
        </div>
      </article>
      <Confirm
        open={erasing}
        onClose={() => setErasing(false)}
        title={words.eraseTitle}
        action={words.erase}
        busy={erase.isPending}
        onConfirm={() => erase.mutate({ params })}
      >
        <p>{words.eraseText(name)}</p>
      </Confirm>
    </Card>
  )
}

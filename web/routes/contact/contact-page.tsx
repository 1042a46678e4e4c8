import {
  type ContactMessage,
  DeleteContactMessage,
  HandleContactMessage,
  ListContactMessages,
} from '../../../contracts/communications/contact.ts'
import { oneOf, useFilters } from '../../data/filters.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { pathOf } from '../../data/path-of.ts'
import { CallButton, ConfirmButton } from '../../design/actions/call-button.tsx'
import { ButtonAnchor } from '../../design/actions/link.tsx'
import { Card } from '../../design/card.tsx'
import { Counters } from '../../design/lists/counters.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { More, QueryList } from '../../design/lists/query-result.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Badge } from '../../design/status.tsx'
import { Time } from '../../design/time.tsx'
import { frameWords } from '../../messages/frame.ts'
import { subscribersWords } from '../../messages/subscribers.ts'
import { useActor } from '../../words/actor.ts'
import { useWords } from '../../words/language.tsx'

const everyMs = 30_000

export function ContactPage() {
  const { contact: words } = useWords(subscribersWords)
  const { all } = useWords(frameWords)
  const [{ show = 'open' }, setFilters] = useFilters({ show: oneOf(['open', 'handled', 'all']) })
  const handled = show === 'all' ? {} : { handled: show === 'handled' }
  const messages = usePagedQuery(ListContactMessages, { query: { ...handled, limit: 50 } }, { everyMs: () => everyMs })
  const isOpen = show === 'open'
  return (
    <>
      <PageHeader page="contact" intro={words.intro} />
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
      <QueryList
        answer={messages}
        lines={6}
        none={
          <Card>
            <EmptyState
              icon={isOpen ? 'tickCircle' : 'report'}
              title={isOpen ? words.noneOpen : words.none}
              action={<ButtonAnchor href={pathOf('/contact')} label={words.openPage} />}
              text={words.noneText}
            />
          </Card>
        }
        className="grid gap-3"
      >
        {message => (
          <li key={message.id}>
            <Message message={message} />
          </li>
        )}
      </QueryList>
      <More pages={messages} />
    </>
  )
}

function Message({ message }: { message: ContactMessage }) {
  const { contact: words } = useWords(subscribersWords)
  const { id, email, received_at, handled_by, handled_at } = message
  const actorName = useActor()
  const name = words.from(message.first_name, message.last_name)
  const order = { input: { params: { id } }, changes: [ListContactMessages] }
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
            <CallButton
              small
              icon="tick"
              label={words.markHandled}
              operation={HandleContactMessage}
              done={words.marked}
              {...order}
            />
          )}
          {email ? (
            <ButtonAnchor
              small
              href={`mailto:${encodeURIComponent(email)}?subject=${encodeURIComponent(words.answerSubject)}`}
              label={words.answer}
            />
          ) : null}
          <ConfirmButton
            small
            icon="trash"
            action={words.erase}
            title={words.eraseTitle}
            text={words.eraseText(name)}
            operation={DeleteContactMessage}
            done={words.erased}
            {...order}
          />
        </div>
      </article>
    </Card>
  )
}

import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { DeleteWebhook, ListWebhooks, type Webhook } from '../../../contracts/webhooks.ts'
import { useAnswer, useOrder } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { Confirm, Dialog, useOpen } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { Time } from '../../design/time.tsx'
import { useToasts } from '../../design/toast.tsx'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { webhooksWords } from '../../messages/webhooks.ts'
import { useWords } from '../../words/language.tsx'
import { AddWebhook } from './add-webhook.tsx'

export function WebhooksPage() {
  const words = useWords(webhooksWords)
  const { pages } = useWords(navigationWords)
  const { byAdmin } = useWords(frameWords)
  const admin = useMay()('admin')
  const [adding, add, close] = useOpen()
  const webhooks = useAnswer(ListWebhooks)
  const button = admin ? (
    <Button look="primary" icon="plus" onClick={add}>
      {words.add}
    </Button>
  ) : null
  const isEmpty = webhooks.data?.items.length === 0
  return (
    <>
      <PageHeader title={pages.webhooks} intro={words.intro} actions={isEmpty ? null : button} />
      <Card>
        <Loaded answer={webhooks}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState icon="send" title={words.none} action={button}>
                {admin ? words.noneText : byAdmin}
              </EmptyState>
            ) : (
              <List webhooks={items} />
            )
          }
        </Loaded>
      </Card>
      <Dialog open={adding} onClose={close} title={words.add}>
        <AddWebhook onDone={close} />
      </Dialog>
    </>
  )
}

function List({ webhooks }: { webhooks: readonly Webhook[] }) {
  const words = useWords(webhooksWords)
  const admin = useMay()('admin')
  const toasts = useToasts()
  const [leaving, setLeaving] = useState<Webhook | null>(null)
  const remove = useOrder(DeleteWebhook, {
    changes: [ListWebhooks],
    onDone: () => {
      toasts.done(words.deleted)
      setLeaving(null)
    },
  })
  return (
    <>
      <ul className="divide-line grid divide-y">
        {webhooks.map(webhook => (
          <li key={webhook.id} className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0">
            <div className="min-w-0 flex-1 basis-72">
              <div className="font-mono break-all">{webhook.url}</div>
              <div className="text-muted text-sm">
                {webhook.events ? webhook.events.map(name => words.names[name]).join(' · ') : words.allEvents}
              </div>
              <div className="text-muted flex flex-wrap gap-x-4 text-sm">
                <span>
                  {words.created} <Time at={webhook.created_at} />
                </span>
                <Link to="/deliveries" search={{ channel: webhook.channel } as never} className="link">
                  {words.deliveries}
                </Link>
              </div>
            </div>
            {admin ? (
              <Button
                small
                look="danger"
                icon="trash"
                aria-label={words.deleteOf(webhook.url)}
                onClick={() => setLeaving(webhook)}
              >
                {words.delete}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <Confirm
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={words.deleteTitle}
        action={words.delete}
        busy={remove.isPending}
        onConfirm={() => leaving && remove.mutate({ params: { id: leaving.id } })}
      >
        {leaving ? <p>{words.deleteText(leaving.url)}</p> : null}
      </Confirm>
    </>
  )
}

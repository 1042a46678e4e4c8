import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import {
  CreateWebhook,
  DeleteWebhook,
  ListWebhooks,
  type Webhook,
  type WebhookEvent,
} from '../../../contracts/communications/webhooks.ts'
import { callApi } from '../../data/api-client.ts'
import { invalidate, useApiMutation, useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Confirm, Dialog, useOpen } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { CheckboxField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { QueryResult } from '../../design/query-result.tsx'
import { Time } from '../../design/time.tsx'
import { frameWords } from '../../messages/frame.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { webhooksWords } from '../../messages/webhooks.ts'
import { useWords } from '../../words/language.tsx'

export function WebhooksPage() {
  const words = useWords(webhooksWords)
  const { pages } = useWords(navigationWords)
  const { byAdmin } = useWords(frameWords)
  const admin = useMay()('admin')
  const [adding, add, close] = useOpen()
  const webhooks = useApiQuery(ListWebhooks)
  const button = admin ? <Button variant="primary" icon="plus" onClick={add} label={words.add} /> : null
  const isEmpty = webhooks.data?.items.length === 0
  return (
    <>
      <PageHeader title={pages.webhooks} intro={words.intro} actions={isEmpty ? null : button} />
      <Card>
        <QueryResult answer={webhooks}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState icon="send" title={words.none} action={button} text={admin ? words.noneText : byAdmin} />
            ) : (
              <List webhooks={items} />
            )
          }
        </QueryResult>
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
  const [leaving, setLeaving] = useState<Webhook | null>(null)
  const remove = useApiMutation(DeleteWebhook, {
    changes: [ListWebhooks],
    done: words.deleted,
    onDone: () => setLeaving(null),
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
                <Link to="/deliveries" search={{ channel: webhook.channel }} className="link">
                  {words.deliveries}
                </Link>
              </div>
            </div>
            {admin ? (
              <Button
                small
                variant="danger"
                icon="trash"
                aria-label={words.deleteOf(webhook.url)}
                onClick={() => setLeaving(webhook)}
                label={words.delete}
              />
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

type Values = { readonly url: string; readonly secret: string; readonly events: readonly WebhookEvent[] }

const nothing: Values = { url: '', secret: '', events: [] }

function AddWebhook({ onDone }: { onDone: () => void }) {
  const words = useWords(webhooksWords)
  const client = useQueryClient()
  const [secret, setSecret] = useState<string | null>(null)
  const form = useForm(nothing, async ({ url, secret: chosen, events }) => {
    const body = {
      url: url.trim(),
      ...(chosen ? { secret: chosen } : {}),
      ...(events.length ? { events: [...events] } : {}),
    }
    const added = await callApi(CreateWebhook, { body })
    invalidate(client, ListWebhooks)
    setSecret(added.secret)
  })
  const { values, set, errorOf } = form
  if (secret !== null) return <SecretOnce secret={secret} onDone={onDone} />
  return (
    <Form form={form} action={words.add} onCancel={onDone}>
      <TextField label={words.url} hint={words.urlHint} required autoFocus type="url" {...form.field('url')} />
      <fieldset>
        <legend className="font-medium">{words.events}</legend>
        <p className="text-muted mb-2 text-sm">{words.eventsHint}</p>
        <div className="grid gap-2">
          {(Object.keys(words.names) as WebhookEvent[]).map(name => (
            <CheckboxField
              key={name}
              label={words.names[name]}
              checked={values.events.includes(name)}
              onChange={on =>
                set({ events: on ? [...values.events, name] : values.events.filter(one => one !== name) })
              }
            />
          ))}
        </div>
      </fieldset>
      <TextField
        label={words.secret}
        hint={words.secretHint}
        optional
        minLength={8}
        autoComplete="off"
        value={values.secret}
        onChange={chosen => set({ secret: chosen })}
        error={errorOf('secret')}
      />
    </Form>
  )
}

function SecretOnce({ secret, onDone }: { secret: string; onDone: () => void }) {
  const words = useWords(webhooksWords)
  return (
    <div className="grid gap-4">
      <Notice tone="ok" alert>
        <strong>{words.added}.</strong> {words.secretOnce}
      </Notice>
      <CodeBlock code={secret} label={words.secret} />
      <div className="flex justify-end">
        <Button variant="primary" autoFocus onClick={onDone} label={words.done} />
      </div>
    </div>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  CreateWebhook,
  DeleteWebhook,
  ListWebhooks,
  type Webhook,
  type WebhookEvent,
} from '../../../contracts/communications/webhooks.ts'
import { callApi } from '../../data/api-client.ts'
import { invalidate, useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { ConfirmButton } from '../../design/actions/call-button.tsx'
import { TextLink } from '../../design/actions/link.tsx'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { Checkboxes, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import { QueryList } from '../../design/lists/query-result.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Time } from '../../design/time.tsx'
import { frameWords } from '../../messages/frame.ts'
import { webhooksWords } from '../../messages/webhooks.ts'
import { useWords } from '../../words/language.tsx'

export function WebhooksPage() {
  const words = useWords(webhooksWords)
  const { byAdmin } = useWords(frameWords)
  const admin = useMay()('admin')
  const [adding, add, close] = useOpen()
  const webhooks = useApiQuery(ListWebhooks)
  const button = admin ? <Button variant="primary" icon="plus" onClick={add} label={words.add} /> : null
  const isEmpty = webhooks.data?.items.length === 0
  return (
    <>
      <PageHeader page="webhooks" intro={words.intro} actions={isEmpty ? null : button} />
      <Card>
        <QueryList
          answer={webhooks}
          none={<EmptyState icon="send" title={words.none} action={button} text={admin ? words.noneText : byAdmin} />}
        >
          {webhook => <OneWebhook key={webhook.id} webhook={webhook} />}
        </QueryList>
      </Card>
      <Dialog open={adding} onClose={close} title={words.add}>
        <AddWebhook onDone={close} />
      </Dialog>
    </>
  )
}

function OneWebhook({ webhook: { id, url, events, created_at, channel } }: { webhook: Webhook }) {
  const words = useWords(webhooksWords)
  const admin = useMay()('admin')
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-3 first:pt-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-72">
        <div className="font-mono break-all">{url}</div>
        <div className="text-muted text-sm">
          {events ? events.map(name => words.names[name]).join(' · ') : words.allEvents}
        </div>
        <div className="text-muted flex flex-wrap gap-x-4 text-sm">
          <span>
            {words.created} <Time at={created_at} />
          </span>
          <TextLink to="/deliveries" search={{ channel }} label={words.deliveries} />
        </div>
      </div>
      {admin ? (
        <ConfirmButton
          small
          icon="trash"
          label={words.deleteOf(url)}
          action={words.delete}
          title={words.deleteTitle}
          text={words.deleteText(url)}
          operation={DeleteWebhook}
          input={{ params: { id } }}
          changes={[ListWebhooks]}
          done={words.deleted}
        />
      ) : null}
    </li>
  )
}

const nothing = { url: '', secret: '', events: [] as readonly WebhookEvent[] }

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
  if (secret !== null) return <SecretOnce secret={secret} onDone={onDone} />
  return (
    <Form form={form} action={words.add} onCancel={onDone}>
      <TextField label={words.url} hint={words.urlHint} required autoFocus type="url" {...form.field('url')} />
      <Checkboxes
        label={words.events}
        hint={words.eventsHint}
        choices={(Object.keys(words.names) as WebhookEvent[]).map(value => ({ value, label: words.names[value] }))}
        {...form.field('events')}
      />
      <TextField
        label={words.secret}
        hint={words.secretHint}
        optional
        minLength={8}
        autoComplete="off"
        {...form.field('secret')}
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

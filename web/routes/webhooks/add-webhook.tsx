import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CreateWebhook, ListWebhooks, type WebhookEvent } from '../../../contracts/webhooks.ts'
import { ask } from '../../data/api-client.ts'
import { forget } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { CheckboxField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { webhooksWords } from '../../messages/webhooks.ts'
import { useWords } from '../../words/language.tsx'

type Values = { readonly url: string; readonly secret: string; readonly events: readonly WebhookEvent[] }

const nothing: Values = { url: '', secret: '', events: [] }

export function AddWebhook({ onDone }: { onDone: () => void }) {
  const words = useWords(webhooksWords)
  const client = useQueryClient()
  const [secret, setSecret] = useState<string | null>(null)
  const form = useForm(nothing, async ({ url, secret: chosen, events }) => {
    const body = {
      url: url.trim(),
      ...(chosen ? { secret: chosen } : {}),
      ...(events.length ? { events: [...events] } : {}),
    }
    const added = await ask(CreateWebhook, { body })
    forget(client, ListWebhooks)
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
        <Button look="primary" autoFocus onClick={onDone}>
          {words.done}
        </Button>
      </div>
    </div>
  )
}

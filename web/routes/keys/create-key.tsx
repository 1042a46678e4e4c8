import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { KeyScope } from '../../../contracts/access.ts'
import { CreateApiKey, ListApiKeys } from '../../../contracts/identity.ts'
import type { Input } from '../../../contracts/operation.ts'
import { ask } from '../../data/api-client.ts'
import { forget } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { CheckboxField, SelectField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { keysWords } from '../../messages/keys.ts'
import { useWords } from '../../words/language.tsx'

type Body = Input<typeof CreateApiKey>['body']
type Scope = NonNullable<Body['scopes']>[number]
type Values = {
  readonly name: string
  readonly role: NonNullable<Body['role']>
  readonly scopes: readonly Scope[]
  readonly until: string
}

const nothing: Values = { name: '', role: 'viewer', scopes: [], until: '' }
const allScopes = (KeyScope as { readonly enum: readonly Scope[] }).enum

/** First what it may do, then the key itself, once. */
export function MakeKey({ open, onClose }: { open: boolean; onClose: () => void }) {
  const words = useWords(keysWords)
  const [key, setKey] = useState<string | null>(null)
  const close = () => {
    setKey(null)
    onClose()
  }
  return (
    <Dialog open={open} onClose={close} title={key ? words.shown : words.make}>
      {key ? <NewKey apiKey={key} onDone={close} /> : <KeyForm onMade={setKey} onCancel={close} />}
    </Dialog>
  )
}

function NewKey({ apiKey, onDone }: { apiKey: string; onDone: () => void }) {
  const words = useWords(keysWords)
  return (
    <>
      <p>{words.shownText}</p>
      <CodeBlock code={apiKey} label={words.shown} />
      <div className="flex justify-end">
        <Button look="primary" onClick={onDone}>
          {words.kept}
        </Button>
      </div>
    </>
  )
}

function KeyForm({ onMade, onCancel }: { onMade: (key: string) => void; onCancel: () => void }) {
  const words = useWords(keysWords)
  const client = useQueryClient()
  const form = useForm(nothing, async ({ name, role, scopes, until }) => {
    const expires_at = until ? new Date(until).toISOString() : null
    const { key } = await ask(CreateApiKey, { body: { name, role, scopes: [...scopes], expires_at } })
    forget(client, ListApiKeys)
    onMade(key)
  })
  const { values, set, errorOf } = form
  const toggle = (scope: Scope, on: boolean) =>
    set({ scopes: on ? [...values.scopes, scope] : values.scopes.filter(one => one !== scope) })
  return (
    <Form form={form} action={words.make} onCancel={onCancel}>
      <TextField label={words.name} hint={words.nameHint} required autoFocus maxLength={200} {...form.field('name')} />
      <SelectField
        label={words.role}
        value={values.role}
        onChange={role => set({ role: role as Values['role'] })}
        choices={Object.entries(words.roles).map(([value, label]) => ({ value, label }))}
        error={errorOf('role')}
      />
      <fieldset className="grid gap-2.5">
        <legend className="mb-1 font-medium">{words.scopes}</legend>
        {allScopes.map(scope => (
          <CheckboxField
            key={scope}
            label={words.scopeNames[scope]}
            hint={words.scopeHints[scope]}
            checked={values.scopes.includes(scope)}
            onChange={on => toggle(scope, on)}
          />
        ))}
      </fieldset>
      <TextField
        type="datetime-local"
        label={words.expires}
        hint={words.expiresHint}
        optional
        value={values.until}
        onChange={until => set({ until })}
        error={errorOf('expires_at')}
      />
    </Form>
  )
}

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { KeyScope } from '../../../contracts/identity/access.ts'
import {
  type ApiKey,
  CreateApiKey,
  ListApiKeys,
  ListUsers,
  RevokeApiKey,
} from '../../../contracts/identity/identity.ts'
import type { Input } from '../../../contracts/operation.ts'
import { callApi } from '../../data/api-client.ts'
import { usePagedQuery } from '../../data/paged-query.ts'
import { invalidate, useApiQuery } from '../../data/queries.ts'
import { ConfirmButton } from '../../design/actions/call-button.tsx'
import { Button } from '../../design/button.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Dialog, useOpen } from '../../design/dialog.tsx'
import { Checkboxes, choicesOf, SelectField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Time, useNow } from '../../design/time.tsx'
import { frameWords } from '../../messages/frame.ts'
import { keysWords } from '../../messages/keys.ts'
import { stateWords } from '../../messages/states.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

export function KeysPage() {
  const words = useWords(keysWords)
  const keys = usePagedQuery(ListApiKeys, { query: { limit: 200 } })
  const [making, make, made] = useOpen()
  const button = <Button variant="primary" icon="plus" onClick={make} label={words.make} />
  return (
    <>
      <PageHeader page="keys" intro={words.intro} actions={keys.data?.length === 0 ? null : button} />
      <TableCard
        answer={keys}
        lines={4}
        label={words.list}
        columns={useKeyColumns()}
        rowKey={({ id }) => id}
        actions={key => <RevokeKey apiKey={key} />}
        actionsClass="text-right"
        none={<EmptyState icon="key" title={words.none} action={button} text={words.noneText} />}
      />
      <CreateKeyForm open={making} onClose={made} />
    </>
  )
}

function RevokeKey({ apiKey: { id, name, last_used_at } }: { apiKey: ApiKey }) {
  const words = useWords(keysWords)
  const format = useFormat()
  const time = useNow()
  return (
    <ConfirmButton
      small
      label={words.revokeOf(name)}
      action={words.revoke}
      title={words.revokeTitle(name)}
      text={words.revokeText}
      operation={RevokeApiKey}
      input={{ params: { id } }}
      changes={[ListApiKeys]}
      done={words.revoked(name)}
    >
      {last_used_at ? <p>{words.lastUsedAt(format.relative(last_used_at, time))}</p> : null}
    </ConfirmButton>
  )
}

function useKeyColumns(): readonly Column<ApiKey>[] {
  const words = useWords(keysWords)
  const { none } = useWords(frameWords)
  const { role } = useWords(stateWords)
  const nameOf = useNames()
  const may = (key: ApiKey) =>
    [...(key.role === 'none' ? [] : [role[key.role]]), ...key.scopes.map(scope => words.scopeNames[scope])].join(' · ')
  return [
    {
      header: words.name,
      sortBy: ({ name }) => name,
      cell: key => (
        <div>
          <div className="font-medium">{key.name}</div>
          <div className="text-muted text-sm">{may(key) || none}</div>
        </div>
      ),
    },
    { header: words.belongsTo, from: 'lg', sortBy: ({ user_id }) => nameOf(user_id) },
    { header: words.made, from: 'lg', time: ({ created_at }) => created_at },
    {
      header: words.lastUsed,
      from: 'sm',
      sortBy: ({ last_used_at }) => last_used_at,
      cell: ({ last_used_at }) =>
        last_used_at ? <Time at={last_used_at} /> : <span className="text-muted">{words.notUsed}</span>,
    },
    {
      header: words.expires,
      from: 'md',
      sortBy: ({ expires_at }) => expires_at,
      cell: ({ expires_at }) =>
        expires_at ? <Time at={expires_at} absolute /> : <span className="text-muted">{words.never}</span>,
    },
  ]
}

function useNames(): (user_id: string | null) => string {
  const words = useWords(keysWords)
  const { data } = useApiQuery(ListUsers, { query: { limit: 500 } })
  return user_id =>
    user_id === null ? words.operator : (data?.items.find(({ id }) => id === user_id)?.name ?? user_id.slice(0, 8))
}

type Body = Input<typeof CreateApiKey>['body']
type Scope = NonNullable<Body['scopes']>[number]
const nothing = {
  name: '',
  role: 'viewer' as NonNullable<Body['role']>,
  scopes: [] as readonly Scope[],
  until: '',
}
const allScopes = (KeyScope as { readonly enum: readonly Scope[] }).enum

/** First what it may do, then the key itself, once. */
function CreateKeyForm({ open, onClose }: { open: boolean; onClose: () => void }) {
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
        <Button variant="primary" onClick={onDone} label={words.kept} />
      </div>
    </>
  )
}

function KeyForm({ onMade, onCancel }: { onMade: (key: string) => void; onCancel: () => void }) {
  const words = useWords(keysWords)
  const client = useQueryClient()
  const form = useForm(nothing, async ({ name, role, scopes, until }) => {
    const expires_at = until ? new Date(until).toISOString() : null
    const { key } = await callApi(CreateApiKey, { body: { name, role, scopes: [...scopes], expires_at } })
    invalidate(client, ListApiKeys)
    onMade(key)
  })
  const choices = allScopes.map(value => ({ value, label: words.scopeNames[value], hint: words.scopeHints[value] }))
  return (
    <Form form={form} action={words.make} onCancel={onCancel}>
      <TextField label={words.name} hint={words.nameHint} required autoFocus maxLength={200} {...form.field('name')} />
      <SelectField label={words.role} choices={choicesOf(words.roles)} {...form.field('role')} />
      <Checkboxes label={words.scopes} choices={choices} className="mt-1 grid gap-2.5" {...form.field('scopes')} />
      <TextField
        type="datetime-local"
        label={words.expires}
        hint={words.expiresHint}
        optional
        {...form.field('until')}
        error={form.errorOf('expires_at')}
      />
    </Form>
  )
}

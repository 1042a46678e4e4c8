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
import { invalidate, useApiMutation, useApiQuery } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Confirm, Dialog, useOpen } from '../../design/dialog.tsx'
import { EmptyState } from '../../design/empty-state.tsx'
import { CheckboxField, SelectField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { More, QueryResult } from '../../design/query-result.tsx'
import { type Column, Table } from '../../design/table.tsx'
import { Time, useNow } from '../../design/time.tsx'
import { frameWords } from '../../messages/frame.ts'
import { keysWords } from '../../messages/keys.ts'
import { navigationWords } from '../../messages/navigation.ts'
import { stateWords } from '../../messages/states.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

export function KeysPage() {
  const words = useWords(keysWords)
  const { pages } = useWords(navigationWords)
  const keys = usePagedQuery(ListApiKeys, { query: { limit: 200 } })
  const [making, make, made] = useOpen()
  const button = <Button variant="primary" icon="plus" onClick={make} label={words.make} />
  const isEmpty = keys.data?.length === 0
  return (
    <>
      <PageHeader title={pages.keys} intro={words.intro} actions={isEmpty ? null : button} />
      <Card flush>
        <QueryResult answer={keys} lines={4}>
          {all =>
            all.length > 0 ? (
              <KeyTable keys={all} />
            ) : (
              <EmptyState icon="key" title={words.none} action={button} text={words.noneText} />
            )
          }
        </QueryResult>
      </Card>
      <More pages={keys} />
      <CreateKeyForm open={making} onClose={made} />
    </>
  )
}

function KeyTable({ keys }: { keys: readonly ApiKey[] }) {
  const words = useWords(keysWords)
  const [revoking, setRevoking] = useState<ApiKey | null>(null)
  const columns = useKeyColumns(setRevoking)
  return (
    <>
      <Table label={words.list} columns={columns} rows={keys} rowKey={({ id }) => id} />
      {revoking ? <RevokeKey apiKey={revoking} onDone={() => setRevoking(null)} /> : null}
    </>
  )
}

function RevokeKey({ apiKey: { id, name, last_used_at }, onDone }: { apiKey: ApiKey; onDone: () => void }) {
  const words = useWords(keysWords)
  const format = useFormat()
  const time = useNow()
  const revoking = useApiMutation(RevokeApiKey, {
    changes: [ListApiKeys],
    done: words.revoked(name),
    onDone,
  })
  return (
    <Confirm
      open
      onClose={onDone}
      title={words.revokeTitle(name)}
      action={words.revoke}
      busy={revoking.isPending}
      onConfirm={() => revoking.mutate({ params: { id } })}
    >
      <p>{words.revokeText}</p>
      {last_used_at ? <p>{words.lastUsedAt(format.relative(last_used_at, time))}</p> : null}
    </Confirm>
  )
}

function useKeyColumns(onRevoke: (key: ApiKey) => void): readonly Column<ApiKey>[] {
  const words = useWords(keysWords)
  const { actions, none } = useWords(frameWords)
  const { role } = useWords(stateWords)
  const nameOf = useNames()
  const may = (key: ApiKey) =>
    [...(key.role === 'none' ? [] : [role[key.role]]), ...key.scopes.map(scope => words.scopeNames[scope])].join(' · ')
  return [
    {
      id: 'name',
      header: words.name,
      sortBy: ({ name }) => name,
      cell: key => (
        <div>
          <div className="font-medium">{key.name}</div>
          <div className="text-muted text-sm">{may(key) || none}</div>
        </div>
      ),
    },
    {
      id: 'owner',
      header: words.belongsTo,
      from: 'lg',
      sortBy: ({ user_id }) => nameOf(user_id),
      cell: ({ user_id }) => nameOf(user_id),
    },
    {
      id: 'made',
      header: words.made,
      from: 'lg',
      sortBy: ({ created_at }) => created_at,
      cell: ({ created_at }) => <Time at={created_at} />,
    },
    {
      id: 'used',
      header: words.lastUsed,
      from: 'sm',
      sortBy: ({ last_used_at }) => last_used_at,
      cell: ({ last_used_at }) =>
        last_used_at ? <Time at={last_used_at} /> : <span className="text-muted">{words.notUsed}</span>,
    },
    {
      id: 'expires',
      header: words.expires,
      from: 'md',
      sortBy: ({ expires_at }) => expires_at,
      cell: ({ expires_at }) =>
        expires_at ? <Time at={expires_at} absolute /> : <span className="text-muted">{words.never}</span>,
    },
    {
      id: 'orders',
      header: actions,
      isHeaderHidden: true,
      className: 'text-right',
      cell: key => (
        <Button
          small
          variant="danger"
          aria-label={words.revokeOf(key.name)}
          onClick={() => onRevoke(key)}
          label={words.revoke}
        />
      ),
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
type Values = {
  readonly name: string
  readonly role: NonNullable<Body['role']>
  readonly scopes: readonly Scope[]
  readonly until: string
}

const nothing: Values = { name: '', role: 'viewer', scopes: [], until: '' }
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

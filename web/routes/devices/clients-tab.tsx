import { useState } from 'react'
import {
  CreateEdgeClient,
  CreateEdgeClientKey,
  DeleteEdgeClient,
  type EdgeClient,
  type EdgeClientKey,
  ListEdgeClients,
  RevokeEdgeClientKey,
} from '../../../contracts/edge/clients.ts'
import { ListDevices } from '../../../contracts/edge/devices.ts'
import { useAllItems } from '../../data/all-pages.ts'
import { callApi } from '../../data/api-client.ts'
import { useSuccess } from '../../data/queries.ts'
import { ConfirmButton } from '../../design/actions/call-button.tsx'
import { DialogButton } from '../../design/actions/dialog-button.tsx'
import { Button, ButtonRow } from '../../design/button.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { choicesOf, SelectField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { FromFile } from '../../design/from-file.tsx'
import { EmptyState } from '../../design/lists/empty-state.tsx'
import type { Column } from '../../design/lists/table.tsx'
import { TableCard } from '../../design/lists/table-card.tsx'
import { useNow } from '../../design/time.tsx'
import { devicesWords } from '../../messages/devices.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

export function ClientsTab() {
  const words = useWords(devicesWords).clients
  const clients = useAllItems(ListEdgeClients)
  const add = (
    <DialogButton variant="primary" icon="plus" label={words.add}>
      {close => <ClientForm onDone={close} />}
    </DialogButton>
  )
  return (
    <>
      {clients.data?.length ? <div className="mb-4 flex justify-end">{add}</div> : null}
      <TableCard
        answer={clients}
        label={words.list}
        columns={useColumns()}
        rowKey={({ name }) => name}
        actions={client => <Orders client={client} />}
        actionsClass="text-right"
        none={<EmptyState icon="people" title={words.none} text={words.noneText} action={add} />}
      />
    </>
  )
}

function useColumns(): readonly Column<EdgeClient>[] {
  const { clients: words, list } = useWords(devicesWords)
  const format = useFormat()
  return [
    {
      header: words.name,
      sortBy: ({ name }) => name,
      cell: ({ name, place }) => (
        <span className="inline-flex items-center gap-1.5 font-medium">
          {name} <FromFile place={place} />
        </span>
      ),
    },
    { header: list, sortBy: ({ objects }) => objects, cell: ({ objects }) => format.number(objects) },
    {
      header: words.keys,
      cell: ({ name, keys }) =>
        keys.length === 0 ? (
          <span className="text-muted">{words.noKeys}</span>
        ) : (
          <ul className="grid gap-1">
            {keys.map(key => (
              <KeyLine key={key.id} client={name} of={key} />
            ))}
          </ul>
        ),
    },
  ]
}

function KeyLine({ client, of: { id, origin, expires_at, last_used_at } }: { client: string; of: EdgeClientKey }) {
  const words = useWords(devicesWords).clients
  const format = useFormat()
  const time = useNow()
  const said = [
    last_used_at ? words.lastUsed(format.relative(last_used_at, time)) : words.notUsed,
    ...(expires_at ? [words.expires(format.dateTime(expires_at))] : []),
  ]
  return (
    <li className="flex items-center gap-2">
      <span>
        <code>{id}</code> <span className="text-muted text-sm">{said.join(' · ')}</span>
      </span>
      {origin === 'file' ? null : (
        <ConfirmButton
          bare="trash"
          label={words.revoke}
          action={words.revoke}
          title={words.revokeTitle}
          text={words.revokeText}
          operation={RevokeEdgeClientKey}
          input={{ params: { name: client, id } }}
          changes={[ListEdgeClients]}
          done={words.revoked}
        />
      )}
    </li>
  )
}

function Orders({ client: { name, origin } }: { client: EdgeClient }) {
  const words = useWords(devicesWords).clients
  return (
    <ButtonRow>
      <DialogButton bare icon="key" label={words.newKey}>
        {close => <NewKey client={name} onDone={close} />}
      </DialogButton>
      {origin === 'file' ? null : (
        <ConfirmButton
          bare="trash"
          label={words.remove}
          action={words.remove}
          title={words.removeTitle(name)}
          text={words.removeText}
          operation={DeleteEdgeClient}
          input={{ params: { name } }}
          changes={[ListEdgeClients, ListDevices]}
          done={words.removed(name)}
        />
      )}
    </ButtonRow>
  )
}

function ClientForm({ onDone }: { onDone: () => void }) {
  const words = useWords(devicesWords).clients
  const success = useSuccess()
  const form = useForm({ name: '' }, async ({ name }) => {
    await callApi(CreateEdgeClient, { body: { name } })
    success(words.added(name), ListEdgeClients)
    onDone()
  })
  return (
    <Form form={form} action={words.add} onCancel={onDone}>
      <TextField
        label={words.name}
        hint={words.nameHint}
        required
        autoFocus
        pattern="[A-Za-z0-9][A-Za-z0-9._\-]{0,62}"
        {...form.field('name')}
      />
    </Form>
  )
}

const overlaps = { none: undefined, hour: 3_600, day: 86_400, week: 604_800 } as const

/** First how long the others go on, then the key itself, once. */
function NewKey({ client, onDone }: { client: string; onDone: () => void }) {
  const words = useWords(devicesWords).clients
  const success = useSuccess()
  const [key, setKey] = useState<string | null>(null)
  const form = useForm({ overlap: 'none' as keyof typeof overlaps }, async ({ overlap }) => {
    const overlap_s = overlaps[overlap]
    const made = await callApi(CreateEdgeClientKey, {
      params: { name: client },
      body: overlap_s === undefined ? {} : { overlap_s },
    })
    success(words.keyShown, ListEdgeClients)
    setKey(made.key)
  })
  if (key !== null) {
    return (
      <>
        <p>{words.keyText}</p>
        <CodeBlock code={key} label={words.keyShown} />
        <div className="flex justify-end">
          <Button variant="primary" onClick={onDone} label={words.copied} />
        </div>
      </>
    )
  }
  return (
    <Form form={form} action={words.newKey} onCancel={onDone}>
      <SelectField label={words.overlap} choices={choicesOf(words.overlaps)} {...form.field('overlap')} />
    </Form>
  )
}

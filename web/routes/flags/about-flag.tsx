import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { DeleteFlag, type Flag, UpdateFlag } from '../../../contracts/flags.ts'
import { ListComponents } from '../../../contracts/incidents.ts'
import { ask } from '../../data/api-client.ts'
import { forget, useAnswer, useOrder } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Card, Facts } from '../../design/card.tsx'
import { Confirm, useOpen } from '../../design/dialog.tsx'
import { SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { useToasts } from '../../design/toast.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'
import { BreakGlass, isSaid, pastApproval, useSendWord, whole } from './break-glass.tsx'
import { flagAnswers, usePlace, waits } from './environment.ts'

/** What people know of it: what for, whose, where it acts. */
export function AboutFlag({ flag, mayEdit }: { flag: Flag; mayEdit: boolean }) {
  const words = useWords(flagsWords)
  const { save } = useWords(frameWords)
  const { place } = usePlace()
  const toasts = useToasts()
  const client = useQueryClient()
  const initial = {
    description: flag.description,
    owner: flag.owner ?? '',
    tags: flag.tags.join(', '),
    component: flag.component ?? '',
    glass: whole,
  }
  const form = useForm(initial, async ({ description, owner, tags, component, glass }) => {
    const list = [...new Set(tags.split(',').map(tag => tag.trim()))].filter(Boolean)
    const body = { description, owner: owner || null, tags: list, component: component || null }
    const saved = await ask(UpdateFlag, {
      params: { key: flag.key },
      query: { ...place, ...pastApproval(glass) },
      body,
    })
    forget(client, ...flagAnswers)
    toasts.done(waits(saved) ? words.requested : words.saved(flag.key))
  })
  const { values, set } = form
  const action = useSendWord(values.glass, save)
  const isChanged = JSON.stringify({ ...values, glass: whole }) !== JSON.stringify(initial)
  if (!mayEdit) return <Known flag={flag} />
  return (
    <Card title={words.about} actions={<RemoveFlag flag={flag} />}>
      <Form form={form} action={action}>
        <TextArea label={words.description} rows={2} maxLength={2_000} {...form.field('description')} />
        <TextField label={words.owner} maxLength={200} {...form.field('owner')} />
        <TextField label={words.tags} hint={words.tagsHint} {...form.field('tags')} />
        <ComponentField value={values.component} onChange={component => set({ component })} />
        {isChanged ? <BreakGlass glass={values.glass} onChange={glass => set({ glass })} /> : null}
      </Form>
    </Card>
  )
}

/** For whoever changes nothing here. */
function Known({ flag: { owner, tags, component, origin } }: { flag: Flag }) {
  const words = useWords(flagsWords)
  const { none } = useWords(frameWords)
  const components = useAnswer(ListComponents, { query: { limit: 500 } }).data?.items
  const name = components?.find(({ slug }) => slug === component)?.name
  return (
    <Card title={words.about}>
      <Facts
        facts={[
          [words.owner, owner || none],
          [words.tags, tags.join(', ') || none],
          [words.component, name ?? component ?? words.noComponent],
        ]}
      />
      {origin === 'file' ? null : <p className="text-muted mt-3 text-sm">{words.onlyEditors}</p>}
    </Card>
  )
}

function ComponentField({ value, onChange }: { value: string; onChange: (slug: string) => void }) {
  const words = useWords(flagsWords)
  const components = useAnswer(ListComponents, { query: { limit: 500 } }).data?.items ?? []
  const known = components.map(({ slug, name }) => ({ value: slug, label: name }))
  const isKnown = value === '' || known.some(one => one.value === value)
  return (
    <SelectField
      label={words.component}
      hint={words.componentHint}
      value={value}
      onChange={onChange}
      choices={[{ value: '', label: words.noComponent }, ...known, ...(isKnown ? [] : [{ value, label: value }])]}
    />
  )
}

function RemoveFlag({ flag: { key } }: { flag: Flag }) {
  const words = useWords(flagsWords)
  const { place, search } = usePlace()
  const toasts = useToasts()
  const navigate = useNavigate()
  const [asking, open, close] = useOpen()
  const [glass, setGlass] = useState(whole)
  const removing = useOrder(DeleteFlag, { changes: flagAnswers })
  const remove = () =>
    removing.mutate(
      { params: { key }, query: { ...place, ...pastApproval(glass) } },
      {
        onSettled: close,
        onSuccess: done => {
          toasts.done(waits(done) ? words.requested : words.removed(key))
          if (!waits(done)) void navigate({ to: '/flags' as string, search: search as never })
        },
      },
    )
  return (
    <>
      <Button small look="danger" icon="trash" onClick={open}>
        {words.remove}
      </Button>
      <Confirm
        open={asking}
        onClose={close}
        title={words.removeTitle(key)}
        action={words.remove}
        busy={removing.isPending}
        ready={isSaid(glass)}
        onConfirm={remove}
      >
        <p>{words.removeText}</p>
        <BreakGlass glass={glass} onChange={setGlass} />
      </Confirm>
    </>
  )
}

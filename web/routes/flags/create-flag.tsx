import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CreateFlag, type FlagDefinition } from '../../../contracts/flags/flags.ts'
import { callApi } from '../../data/api-client.ts'
import { invalidate } from '../../data/queries.ts'
import { choicesOf, SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { useToasts } from '../../design/toast.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { useWords } from '../../words/language.tsx'
import { BreakGlass, pastApproval, useSendWord, whole } from './break-glass.tsx'
import { flagAnswers, useEnvironmentRef, waits } from './environment.ts'

type Kind = 'boolean' | 'string' | 'number' | 'object'
const variantsOf: Readonly<Record<Kind, Readonly<Record<string, unknown>>>> = {
  boolean: { on: true, off: false },
  string: { a: 'a', b: 'b' },
  number: { low: 1, high: 10 },
  object: { empty: {} },
}
const nothing = { key: '', kind: 'boolean' as Kind, description: '', owner: '', glass: whole }

/** Two variants to begin with, switched off: nobody gets anything new before somebody says who. */
export function CreateFlagForm({ onDone }: { onDone: () => void }) {
  const words = useWords(flagsWords)
  const { place, search } = useEnvironmentRef()
  const toasts = useToasts()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useForm(nothing, async ({ key, kind, description, owner, glass }) => {
    const variants = { ...variantsOf[kind] }
    const defaultVariant = kind === 'boolean' ? 'off' : (Object.keys(variants)[0] ?? null)
    const definition: FlagDefinition = { state: 'DISABLED', variants, defaultVariant }
    const query = { ...place, ...pastApproval(glass) }
    const made = await callApi(CreateFlag, { query, body: { key, definition, description, owner: owner || null } })
    invalidate(client, ...flagAnswers)
    onDone()
    if (waits(made)) return toasts.done(words.requested)
    toasts.done(words.made(key))
    await navigate({ to: '/flags/$key', params: { key }, search })
  })
  const { values, set, errorOf } = form
  const action = useSendWord(values.glass, words.make)
  return (
    <Form form={form} action={action} onCancel={onDone}>
      <TextField
        label={words.key}
        hint={words.keyHint}
        required
        autoFocus
        maxLength={200}
        value={values.key}
        onChange={key => set({ key: key.trim() })}
        error={errorOf('key')}
      />
      <SelectField label={words.kind} choices={choicesOf(words.kinds)} {...form.field('kind')} />
      <TextArea label={words.description} optional rows={2} maxLength={2_000} {...form.field('description')} />
      <TextField label={words.owner} optional maxLength={200} {...form.field('owner')} />
      <BreakGlass glass={values.glass} onChange={glass => set({ glass })} />
    </Form>
  )
}

import { useNavigate } from '@tanstack/react-router'
import { CreateFlag, type FlagDefinition } from '../../../contracts/flags/flags.ts'
import { callApi } from '../../data/api-client.ts'
import { choicesOf, SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { useForm } from '../../design/forms/form.tsx'
import { flagsWords } from '../../messages/flags.ts'
import { useWords } from '../../words/language.tsx'
import { FlagForm, pastApproval, whole } from './break-glass.tsx'
import { useEnvironmentRef, useFlagSuccess, waits } from './environment.ts'

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
  const success = useFlagSuccess()
  const navigate = useNavigate()
  const form = useForm(nothing, async ({ key, kind, description, owner, glass }) => {
    const variants = { ...variantsOf[kind] }
    const defaultVariant = kind === 'boolean' ? 'off' : (Object.keys(variants)[0] ?? null)
    const definition: FlagDefinition = { state: 'DISABLED', variants, defaultVariant }
    const query = { ...place, ...pastApproval(glass) }
    const made = await callApi(CreateFlag, { query, body: { key, definition, description, owner: owner || null } })
    success(made, words.made(key))
    onDone()
    if (!waits(made)) await navigate({ to: '/flags/$key', params: { key }, search })
  })
  return (
    <FlagForm form={form} action={words.make} onCancel={onDone}>
      <TextField
        label={words.key}
        hint={words.keyHint}
        required
        autoFocus
        maxLength={200}
        {...form.field('key')}
        onChange={key => form.set({ key: key.trim() })}
      />
      <SelectField label={words.kind} choices={choicesOf(words.kinds)} {...form.field('kind')} />
      <TextArea label={words.description} optional rows={2} maxLength={2_000} {...form.field('description')} />
      <TextField label={words.owner} optional maxLength={200} {...form.field('owner')} />
    </FlagForm>
  )
}

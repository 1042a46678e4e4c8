import { useQueryClient } from '@tanstack/react-query'
import {
  type FlagEnvironment,
  type FlagProject,
  ListFlagProjects,
  PutFlagEnvironment,
} from '../../../contracts/flag-governance.ts'
import { ask } from '../../data/api-client.ts'
import { forget } from '../../data/queries.ts'
import { CheckboxField, SelectField, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { useToasts } from '../../design/toast.tsx'
import { flagProjectsWords } from '../../messages/flag-projects.ts'
import { flagsWords } from '../../messages/flags.ts'
import { frameWords } from '../../messages/frame.ts'
import { useWords } from '../../words/language.tsx'
import { waits } from '../flags/environment.ts'
import { TitledFields, unnamed } from './titled-fields.tsx'

type FormProps<Of> = Of & { readonly onDone: () => void }

/** Empty, or with the flags of another one. */
export function MakeEnvironment({ project, onDone }: FormProps<{ readonly project: FlagProject }>) {
  const words = useWords(flagProjectsWords)
  const toasts = useToasts()
  const client = useQueryClient()
  // `environment`: as the server calls the field.
  const fresh = { ...unnamed, environment: '', copy_from: '', approval: false }
  const send = async ({ title, environment, copy_from, approval }: typeof fresh) => {
    const body = { title, approval, create: true, ...(copy_from ? { copy_from } : {}) }
    await ask(PutFlagEnvironment, { params: { project: project.name, environment }, body })
    forget(client, ListFlagProjects)
    toasts.done(words.environmentMade(title))
    onDone()
  }
  const form = useForm(fresh, send)
  const { values, set } = form
  return (
    <Form form={form} action={words.makeEnvironment} onCancel={onDone}>
      <TitledFields
        values={{ ...values, name: values.environment }}
        onChange={({ name, ...change }) => set(name === undefined ? change : { ...change, environment: name })}
        titleError={form.errorOf('title')}
        nameError={form.errorOf('environment')}
      />
      {project.environments.length > 0 ? (
        <SelectField
          label={words.begin}
          {...form.field('copy_from')}
          choices={[
            { value: '', label: words.empty },
            ...project.environments.map(({ name, title }) => ({ value: name, label: words.copyOf(title) })),
          ]}
        />
      ) : null}
      <Approval checked={values.approval} onChange={approval => set({ approval })} />
    </Form>
  )
}

export function EditEnvironment({ environment, onDone }: FormProps<{ readonly environment: FlagEnvironment }>) {
  const words = useWords(flagProjectsWords)
  const { save } = useWords(frameWords)
  const { requested } = useWords(flagsWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const { project, name, title, approval } = environment
  const form = useForm({ title, approval }, async body => {
    const answer = await ask(PutFlagEnvironment, { params: { project, environment: name }, body })
    forget(client, ListFlagProjects)
    toasts.done(waits(answer) ? requested : words.environmentSaved(body.title))
    onDone()
  })
  return (
    <Form form={form} action={save} onCancel={onDone}>
      <TextField label={words.title} hint={words.keyOf(name)} required maxLength={200} {...form.field('title')} />
      <Approval checked={form.values.approval} onChange={next => form.set({ approval: next })} />
    </Form>
  )
}

function Approval({ checked, onChange }: { checked: boolean; onChange: (checked: boolean) => void }) {
  const words = useWords(flagProjectsWords)
  return <CheckboxField label={words.approval} hint={words.approvalHint} checked={checked} onChange={onChange} />
}

import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CreateIncident } from '../../../contracts/incidents.ts'
import { ask } from '../../data/api-client.ts'
import { forget } from '../../data/queries.ts'
import { SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { useToasts } from '../../design/toast.tsx'
import { incidentsWords } from '../../messages/incidents.ts'
import { stateWords } from '../../messages/states.ts'
import { useWords } from '../../words/language.tsx'
import { Affected } from './affected-components.tsx'
import { incidentAnswers } from './use-incident-actions.ts'

type Impact = 'none' | 'minor' | 'major' | 'critical'
type Values = {
  readonly title: string
  readonly impact: Impact
  readonly message: string
  readonly components: readonly string[]
}

const nothing: Values = { title: '', impact: 'major', message: '', components: [] }

type DeclareProps = {
  readonly onDone: () => void
  /** Slugs of the components that are ticked at first. */
  readonly about?: readonly string[]
}

/** An incident that no check has seen. */
export function DeclareIncident({ onDone, about = [] }: DeclareProps) {
  const words = useWords(incidentsWords)
  const { impact } = useWords(stateWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const navigate = useNavigate()
  const form = useForm({ ...nothing, components: about }, async ({ message, components, ...rest }) => {
    const { number } = await ask(CreateIncident, {
      body: { ...rest, components: [...components], ...(message.trim() ? { message } : {}) },
    })
    forget(client, ...incidentAnswers)
    toasts.done(words.declared)
    onDone()
    await navigate({ to: `/incidents/${number}` as string })
  })
  const { values, set } = form
  return (
    <Form form={form} action={words.declare} onCancel={onDone}>
      <TextField
        label={words.form.title}
        hint={words.form.titleHint}
        required
        autoFocus
        maxLength={300}
        {...form.field('title')}
      />
      <SelectField
        label={words.impact}
        value={values.impact}
        onChange={value => set({ impact: value as Impact })}
        choices={Object.entries(impact).map(([value, label]) => ({ value, label }))}
      />
      <Affected
        label={words.form.components}
        hint={words.form.componentsHint}
        chosen={values.components}
        onChange={components => set({ components })}
      />
      <TextArea label={words.form.message} optional maxLength={10_000} {...form.field('message')} />
    </Form>
  )
}

import { useNavigate } from '@tanstack/react-router'
import type { Impact } from '../../../contracts/common-schemas.ts'
import { CreateIncident } from '../../../contracts/incidents/incidents.ts'
import { callApi } from '../../data/api-client.ts'
import { useComponents } from '../../data/components.ts'
import { useSuccess } from '../../data/queries.ts'
import { Checkboxes, choicesOf, SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { incidentsWords } from '../../messages/incidents.ts'
import { stateWords } from '../../messages/states.ts'
import { useWords } from '../../words/language.tsx'
import { incidentAnswers } from './use-incident-actions.ts'

const nothing = { title: '', impact: 'major' as Impact, message: '' }

/** An incident that no check has seen. */
export function DeclareIncident({
  onDone,
  about = [],
}: {
  onDone: () => void
  /** Slugs of the components that are ticked at first. */
  about?: readonly string[]
}) {
  const words = useWords(incidentsWords)
  const { impact } = useWords(stateWords)
  const success = useSuccess()
  const navigate = useNavigate()
  const form = useForm({ ...nothing, components: about }, async ({ message, components, ...rest }) => {
    const { number } = await callApi(CreateIncident, {
      body: { ...rest, components: [...components], ...(message.trim() ? { message } : {}) },
    })
    success(words.declared, ...incidentAnswers)
    onDone()
    await navigate({ to: `/incidents/${number}` as string })
  })
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
      <SelectField label={words.impact} choices={choicesOf(impact)} {...form.field('impact')} />
      <Affected label={words.form.components} hint={words.form.componentsHint} {...form.field('components')} />
      <TextArea label={words.form.message} optional maxLength={10_000} {...form.field('message')} />
    </Form>
  )
}

/** Components to tick. */
export function Affected({
  known = [],
  ...field
}: {
  label: string
  hint?: string
  /** Ids of those that are in already, and not offered. */
  known?: readonly string[]
  /** Slugs. */
  value: readonly string[]
  onChange: (slugs: readonly string[]) => void
}) {
  const offered = useComponents().filter(({ id }) => !known.includes(id))
  if (offered.length === 0) return null
  return (
    <Checkboxes
      {...field}
      choices={offered.map(({ slug, name }) => ({ value: slug, label: name }))}
      className="border-line mt-1 grid max-h-48 gap-2 overflow-y-auto rounded-md border p-2.5"
    />
  )
}

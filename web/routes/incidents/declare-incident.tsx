import { useNavigate } from '@tanstack/react-router'
import { CreateIncident, ListComponents } from '../../../contracts/incidents/incidents.ts'
import { callApi } from '../../data/api-client.ts'
import { useApiQuery, useSuccess } from '../../data/queries.ts'
import { CheckboxField, SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { incidentsWords } from '../../messages/incidents.ts'
import { stateWords } from '../../messages/states.ts'
import { useWords } from '../../words/language.tsx'
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

type AffectedProps = {
  readonly label: string
  readonly hint?: string
  /** Ids of those that are in already, and not offered. */
  readonly known?: readonly string[]
  /** Slugs. */
  readonly chosen: readonly string[]
  readonly onChange: (slugs: readonly string[]) => void
}

/** Components to tick. */
export function Affected({ label, hint, known = [], chosen, onChange }: AffectedProps) {
  const { data } = useApiQuery(ListComponents, { query: { limit: 500 } })
  const offered = data?.items.filter(({ id }) => !known.includes(id)) ?? []
  if (offered.length === 0) return null
  return (
    <fieldset>
      <legend className="font-medium">{label}</legend>
      {hint ? <p className="text-muted mb-2 text-sm">{hint}</p> : null}
      <div className="border-line mt-1 grid max-h-48 gap-2 overflow-y-auto rounded-md border p-2.5">
        {offered.map(({ slug, name }) => (
          <CheckboxField
            key={slug}
            label={name}
            checked={chosen.includes(slug)}
            onChange={checked => onChange(checked ? [...chosen, slug] : chosen.filter(one => one !== slug))}
          />
        ))}
      </div>
    </fieldset>
  )
}

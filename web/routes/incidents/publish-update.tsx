import { useQueryClient } from '@tanstack/react-query'
import { type Incident, SetIncidentStatus } from '../../../contracts/incidents.ts'
import { incidentsWords } from '../../../contracts/messages/console/incidents.ts'
import { stateWords } from '../../../contracts/messages/console/states.ts'
import type { IncidentStatus } from '../../../contracts/vocabulary.ts'
import { ask } from '../../data/ask.ts'
import { forget } from '../../data/queries.ts'
import { SelectField, TextArea } from '../../design/field.tsx'
import { Form, useForm } from '../../design/form.tsx'
import { useToasts } from '../../design/toast.tsx'
import { useWords } from '../../words/language.tsx'
import { incidentAnswers } from './use-incident-orders.ts'

/** Where it stands, and what people are told about it. */
export function PublishUpdate({ incident, onDone }: { incident: Incident; onDone: () => void }) {
  const words = useWords(incidentsWords)
  const { phase } = useWords(stateWords)
  const toasts = useToasts()
  const client = useQueryClient()
  const form = useForm({ status: incident.status as IncidentStatus, message: '' }, async body => {
    await ask(SetIncidentStatus, { params: { id: incident.id }, body })
    forget(client, ...incidentAnswers)
    toasts.done(words.updated)
    onDone()
  })
  const { values, set, errorOf } = form
  return (
    <Form form={form} action={words.form.publish} onCancel={onDone}>
      <p className="text-muted">
        {incident.number} · {incident.title}
      </p>
      <SelectField
        label={words.form.status}
        value={values.status}
        onChange={status => set({ status: status as IncidentStatus })}
        choices={Object.entries(phase).map(([value, label]) => ({ value, label }))}
        error={errorOf('status')}
      />
      <TextArea
        label={words.form.text}
        required
        maxLength={10_000}
        value={values.message}
        onChange={message => set({ message })}
        error={errorOf('message')}
      />
    </Form>
  )
}

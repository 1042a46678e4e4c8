import type { IncidentStatus } from '../../../contracts/common-schemas.ts'
import { AddTimelineEntry, type Incident, SetIncidentStatus } from '../../../contracts/incidents/incidents.ts'
import { callApi } from '../../data/api-client.ts'
import { useSuccess } from '../../data/queries.ts'
import { DateTimeField } from '../../design/forms/date-time-field.tsx'
import { choicesOf, RadioField, SelectField, TextArea } from '../../design/forms/field.tsx'
import { Form, type FormState, useForm } from '../../design/forms/form.tsx'
import { incidentWords } from '../../messages/incident.ts'
import { incidentsWords } from '../../messages/incidents.ts'
import { stateWords } from '../../messages/states.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'
import { Affected } from './declare-incident.tsx'
import { incidentAnswers } from './use-incident-actions.ts'

const valuesOf = (status: IncidentStatus) => ({
  status,
  message: '',
  audience: 'everybody' as 'everybody' | 'team',
  components: [] as readonly string[],
  next: '',
})
type Values = ReturnType<typeof valuesOf>

/** Where it stands, and what is said about it: to everybody, or to the team alone. */
export function PublishUpdate({
  incident,
  status = incident.status,
  onDone,
}: {
  incident: Incident
  status?: IncidentStatus
  onDone: () => void
}) {
  const words = useWords(incidentsWords)
  const { update } = useWords(incidentWords)
  const success = useSuccess()
  const say = useMessageText()
  const initial = valuesOf(status)
  const form = useForm(initial, async values => {
    await send(incident, values)
    success(values.audience === 'team' ? update.noted : words.updated, ...incidentAnswers)
    onDone()
  })
  const { values } = form
  const moves = values.status !== incident.status
  return (
    <Form form={form} action={values.audience === 'team' && !moves ? update.note : update.publish} onCancel={onDone}>
      <p className="text-muted">
        {incident.number} · {say(incident.title, incident.title_i18n)}
      </p>
      <Where form={form} />
      <TextArea
        label={words.form.text}
        hint={moves ? update.optionalMessage : undefined}
        required={!moves}
        autoFocus
        maxLength={10_000}
        {...form.field('message')}
      />
      <details>
        <summary className="text-muted">{update.more}</summary>
        <div className="mt-3 grid gap-4">
          <DateTimeField label={update.next} optional {...form.field('next')} error={form.errorOf('next_update_at')} />
          <Affected label={update.add} known={incident.components.map(({ id }) => id)} {...form.field('components')} />
        </div>
      </details>
    </Form>
  )
}

function Where({ form }: { form: FormState<Values> }) {
  const words = useWords(incidentsWords)
  const { update } = useWords(incidentWords)
  const { phase } = useWords(stateWords)
  return (
    <>
      <SelectField label={words.form.status} choices={choicesOf(phase)} {...form.field('status')} />
      <RadioField
        label={update.audience}
        {...form.field('audience')}
        choices={[
          { value: 'everybody', label: update.everybody, hint: update.everybodyHint },
          { value: 'team', label: update.team, hint: update.teamHint },
        ]}
      />
    </>
  )
}

/** A status is always public; a message for the team goes beside it. */
async function send(incident: Incident, { status, message, audience, components, next }: Values): Promise<void> {
  const params = { id: incident.id }
  const text = message.trim()
  const more = {
    ...(components.length > 0 ? { components: [...components] } : {}),
    ...(next ? { next_update_at: next } : {}),
  }
  const isPublic = audience === 'everybody'
  if (status !== incident.status || isPublic) {
    await callApi(SetIncidentStatus, {
      params,
      body: { status, ...(isPublic && text ? { message: text } : {}), ...more },
    })
  }
  if (!isPublic && text)
    await callApi(AddTimelineEntry, { params, body: { kind: 'note', message: text, public: false } })
}

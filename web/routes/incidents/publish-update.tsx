import type { IncidentStatus } from '../../../contracts/common-schemas.ts'
import { AddTimelineEntry, type Incident, SetIncidentStatus } from '../../../contracts/incidents/incidents.ts'
import { callApi } from '../../data/api-client.ts'
import { useSuccess } from '../../data/queries.ts'
import { DateTimeField } from '../../design/forms/date-time-field.tsx'
import { RadioField, SelectField, TextArea } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { incidentWords } from '../../messages/incident.ts'
import { incidentsWords } from '../../messages/incidents.ts'
import { stateWords } from '../../messages/states.ts'
import { useWords } from '../../words/language.tsx'
import { useMessageText } from '../../words/worded.ts'
import { Affected } from './declare-incident.tsx'
import { incidentAnswers } from './use-incident-actions.ts'

type Values = {
  readonly status: IncidentStatus
  readonly message: string
  readonly audience: 'everybody' | 'team'
  readonly components: readonly string[]
  /** ISO 8601, or empty. */
  readonly next: string
}

type UpdateProps = { readonly incident: Incident; readonly status?: IncidentStatus; readonly onDone: () => void }

/** Where it stands, and what is said about it: to everybody, or to the team alone. */
export function PublishUpdate({ incident, status = incident.status, onDone }: UpdateProps) {
  const words = useWords(incidentsWords)
  const { update } = useWords(incidentWords)
  const success = useSuccess()
  const say = useMessageText()
  const initial: Values = { status, message: '', audience: 'everybody', components: [], next: '' }
  const form = useForm(initial, async values => {
    await send(incident, values)
    success(values.audience === 'team' ? update.noted : words.updated, ...incidentAnswers)
    onDone()
  })
  const { values, set, errorOf } = form
  const moves = values.status !== incident.status
  return (
    <Form form={form} action={values.audience === 'team' && !moves ? update.note : update.publish} onCancel={onDone}>
      <p className="text-muted">
        {incident.number} · {say(incident.title, incident.title_i18n)}
      </p>
      <Where values={values} set={set} error={errorOf('status')} />
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
          <DateTimeField
            label={update.next}
            optional
            value={values.next}
            onChange={next => set({ next })}
            error={errorOf('next_update_at')}
          />
          <Affected
            label={update.add}
            known={incident.components.map(({ id }) => id)}
            chosen={values.components}
            onChange={components => set({ components })}
          />
        </div>
      </details>
    </Form>
  )
}

type WhereProps = {
  readonly values: Values
  readonly set: (change: Partial<Values>) => void
  readonly error: string | undefined
}

function Where({ values, set, error }: WhereProps) {
  const words = useWords(incidentsWords)
  const { update } = useWords(incidentWords)
  const { phase } = useWords(stateWords)
  return (
    <>
      <SelectField
        label={words.form.status}
        value={values.status}
        onChange={status => set({ status: status as IncidentStatus })}
        choices={Object.entries(phase).map(([value, label]) => ({ value, label }))}
        error={error}
      />
      <RadioField
        label={update.audience}
        value={values.audience}
        onChange={audience => set({ audience })}
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

import { LinkIncident, MergeIncident, UnlinkIncident } from '../../../../contracts/incidents/incident-collaboration.ts'
import { type Incident, ListIncidents } from '../../../../contracts/incidents/incidents.ts'
import { callApi } from '../../../data/api-client.ts'
import { useApiMutation, useApiQuery, useSuccess } from '../../../data/queries.ts'
import { useMay } from '../../../data/session.ts'
import { CallButton } from '../../../design/actions/call-button.tsx'
import { DialogButton } from '../../../design/actions/dialog-button.tsx'
import { Card } from '../../../design/card.tsx'
import { SelectField } from '../../../design/forms/field.tsx'
import { Form, useForm } from '../../../design/forms/form.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useFormat } from '../../../words/format.ts'
import { useWords } from '../../../words/language.tsx'
import { useMessageText } from '../../../words/worded.ts'
import { IncidentLink } from '../incident-link.tsx'
import { incidentAnswers } from '../use-incident-actions.ts'

/** Incidents that have to do with it. */
export function LinkedIncidents({ incident }: { incident: Incident }) {
  const words = useWords(incidentWords)
  const responder = useMay()('responder')
  const success = useSuccess()
  const link = useApiMutation(LinkIncident, { changes: incidentAnswers })
  const { id, links = [] } = incident
  const addLink = async (to: string) => {
    await callApi(LinkIncident, { params: { id }, body: { to } })
    success(words.isLinked(to), ...incidentAnswers)
  }
  const add = (
    <DialogButton small icon="plus" label={words.link}>
      {close => (
        <IncidentPicker incident={incident} action={words.link} onCancel={close} send={to => addLink(to).then(close)} />
      )}
    </DialogButton>
  )
  return (
    <Card title={words.linked} actions={responder ? add : null}>
      {links.length === 0 ? <p className="text-muted">{words.noLinks}</p> : null}
      <ul className="grid gap-1">
        {links.map(other => (
          <li key={other} className="flex items-center justify-between gap-2">
            <IncidentLink incident={{ number: other, title: other }} />
            {responder ? (
              <CallButton
                bare="close"
                label={words.unlink(other)}
                operation={UnlinkIncident}
                input={{ params: { id, other } }}
                changes={incidentAnswers}
                done={words.unlink(other)}
                undo={() => () => link.mutate({ params: { id }, body: { to: other } })}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  )
}

type PickerProps = {
  readonly incident: Incident
  readonly action: string
  readonly send: (number: string) => Promise<unknown>
  readonly onCancel: () => void
}

/** One of the latest incidents, by its number and title. */
function IncidentPicker({ incident, action, send, onCancel }: PickerProps) {
  const words = useWords(incidentWords)
  const format = useFormat()
  const say = useMessageText()
  const { data } = useApiQuery(ListIncidents, { query: { limit: 100 } })
  const others = (data?.items ?? []).filter(one => one.id !== incident.id && !one.merged_into)
  const form = useForm({ number: '' }, ({ number }) => send(number || others[0]?.number || ''))
  if (data && others.length === 0) return <p className="text-muted">{words.noOthers}</p>
  return (
    <Form form={form} action={action} onCancel={onCancel}>
      <SelectField
        label={words.other}
        value={form.values.number || others[0]?.number || ''}
        onChange={number => form.set({ number })}
        choices={others.map(({ number, title, title_i18n, started_at }) => ({
          value: number,
          label: `${say(title, title_i18n)} · ${format.date(started_at)} · ${number}`,
        }))}
      />
    </Form>
  )
}

export function MergeInto({ incident, onDone }: { incident: Incident; onDone: () => void }) {
  const words = useWords(incidentWords)
  const success = useSuccess()
  const merge = async (into: string) => {
    await callApi(MergeIncident, { params: { id: incident.id }, body: { into } })
    success(words.merged(into), ...incidentAnswers)
    onDone()
  }
  return (
    <>
      <p className="text-muted">{words.mergeText}</p>
      <IncidentPicker incident={incident} action={words.merge} send={merge} onCancel={onDone} />
    </>
  )
}

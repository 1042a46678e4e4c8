import { AddTimelineEntry, type Incident } from '../../../../contracts/incidents/incidents.ts'
import { callApi } from '../../../data/api-client.ts'
import { useSuccess } from '../../../data/queries.ts'
import { Checkboxes } from '../../../design/forms/field.tsx'
import { Form, useForm } from '../../../design/forms/form.tsx'
import { Notice } from '../../../design/notice.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useWords } from '../../../words/language.tsx'
import { incidentAnswers } from '../use-incident-actions.ts'
import { partsOf, publicText } from './postmortem-parts.ts'

const longest = 10_000

/** Names and errors stand in a postmortem too: nothing of it is public until its part was chosen and read here. */
export function PublishPostmortem({
  incident,
  body,
  onDone,
}: {
  incident: Incident
  body: string
  onDone: () => void
}) {
  const { postmortem: words } = useWords(incidentWords)
  const success = useSuccess()
  const parts = partsOf(body)
  const form = useForm<{ chosen: readonly string[] }>({ chosen: parts.slice(0, 1).map(({ title }) => title) }, () =>
    send(),
  )
  const { chosen } = form.values
  const text = publicText(parts.filter(({ title }) => chosen.includes(title)))
  const send = async () => {
    if (text === '' || text.length > longest) return
    await callApi(AddTimelineEntry, {
      params: { id: incident.id },
      body: { kind: 'update', public: true, message: text },
    })
    success(words.published, ...incidentAnswers)
    onDone()
  }
  return (
    <Form form={form} action={words.publish} onCancel={onDone}>
      <p className="text-muted">{words.publishHint}</p>
      <Checkboxes
        label={words.parts}
        choices={parts.map(({ title }) => ({ value: title, label: title }))}
        className="mt-1.5 grid gap-2 sm:grid-cols-2"
        {...form.field('chosen')}
      />
      <section aria-label={words.preview}>
        <h3 className="mb-1.5 font-medium">{words.preview}</h3>
        <div className="bg-sunken border-line rounded-md border p-3 whitespace-pre-line">
          {text || <span className="text-muted">{words.nothingChosen}</span>}
        </div>
      </section>
      {text.length > longest ? <Notice tone="bad">{words.tooLong}</Notice> : null}
    </Form>
  )
}

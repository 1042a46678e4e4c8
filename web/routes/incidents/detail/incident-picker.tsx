import { useQueryClient } from '@tanstack/react-query'
import type { LinkIncident, MergeIncident } from '../../../../contracts/incident-work.ts'
import { type Incident, ListIncidents } from '../../../../contracts/incidents.ts'
import type { Input } from '../../../../contracts/operation.ts'
import { ask } from '../../../data/api-client.ts'
import { forget, useAnswer } from '../../../data/queries.ts'
import { SelectField } from '../../../design/forms/field.tsx'
import { Form, useForm } from '../../../design/forms/form.tsx'
import { incidentWords } from '../../../messages/incident.ts'
import { useFormat } from '../../../words/format.ts'
import { useWords } from '../../../words/language.tsx'
import { incidentAnswers } from '../use-incident-actions.ts'
import { useTold } from '../use-incident-title.ts'

type Orders = typeof LinkIncident | typeof MergeIncident

type ChooseOtherProps<Order extends Orders> = {
  readonly incident: Incident
  readonly order: Order
  readonly bodyOf: (number: string) => Input<Order>['body']
  readonly action: string
  readonly onDone: (number: string) => void
  readonly onCancel: () => void
}

/** One of the latest incidents, by its number and title. */
export function ChooseOther<Order extends Orders>(props: ChooseOtherProps<Order>) {
  const { incident, order, bodyOf, action, onDone, onCancel } = props
  const words = useWords(incidentWords)
  const format = useFormat()
  const told = useTold()
  const client = useQueryClient()
  const { data } = useAnswer(ListIncidents, { query: { limit: 100 } })
  const others = (data?.items ?? []).filter(one => one.id !== incident.id && !one.merged_into)
  const form = useForm({ number: '' }, async ({ number }) => {
    const chosen = number || others[0]?.number || ''
    await ask<Orders>(order, { params: { id: incident.id }, body: bodyOf(chosen) as never })
    forget(client, ...incidentAnswers)
    onDone(chosen)
  })
  if (data && others.length === 0) return <p className="text-muted">{words.noOthers}</p>
  return (
    <Form form={form} action={action} onCancel={onCancel}>
      <SelectField
        label={words.other}
        value={form.values.number || others[0]?.number || ''}
        onChange={number => form.set({ number })}
        choices={others.map(({ number, title, started_at, components }) => ({
          value: number,
          label: `${told(title, { components })} · ${format.date(started_at)} · ${number}`,
        }))}
      />
    </Form>
  )
}

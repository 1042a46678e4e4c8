import { useQueryClient } from '@tanstack/react-query'
import { ListComponents } from '../../../contracts/incidents.ts'
import {
  CreateMaintenance,
  ListMaintenances,
  ListMaintenanceWindows,
  type Maintenance,
  UpdateMaintenance,
} from '../../../contracts/maintenance.ts'
import { ask } from '../../data/api-client.ts'
import { now } from '../../data/clock.ts'
import { forget } from '../../data/queries.ts'
import { DateTimeField } from '../../design/forms/date-time-field.tsx'
import { SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, type FormState, useForm } from '../../design/forms/form.tsx'
import { useToasts } from '../../design/toast.tsx'
import { maintenanceWords } from '../../messages/maintenance.ts'
import { useLocale, useWords } from '../../words/language.tsx'
import { Affected } from '../incidents/affected-components.tsx'

type Values = {
  readonly title: string
  readonly message: string
  readonly components: readonly string[]
  readonly starts_at: string
  readonly ends_at: string
  readonly rule: string
  readonly custom: string
  readonly time_zone: string
}

const hour = 3_600_000

/** What is already planned, else an hour from tomorrow on. */
function valuesOf(maintenance: Maintenance | null, timeZone: string, known: readonly string[]): Values {
  if (!maintenance) {
    const from = Math.ceil(now() / hour) * hour + 24 * hour
    const at = (time: number) => new Date(time).toISOString()
    return {
      ...{ title: '', message: '', components: [], rule: 'once', custom: '', time_zone: timeZone },
      ...{ starts_at: at(from), ends_at: at(from + hour) },
    }
  }
  const { title, message, components, starts_at, ends_at, recurrence, time_zone } = maintenance
  const rule = recurrence === null ? 'once' : known.includes(recurrence) ? recurrence : 'custom'
  return {
    ...{ title, message: message ?? '', components: components.map(({ slug }) => slug), starts_at, ends_at },
    ...{ rule, custom: recurrence ?? '', time_zone },
  }
}

export function PlanWork({ maintenance, onDone }: { maintenance: Maintenance | null; onDone: () => void }) {
  const { form: words } = useWords(maintenanceWords)
  const { timeZone } = useLocale()
  const toasts = useToasts()
  const client = useQueryClient()
  const form = useForm(valuesOf(maintenance, timeZone, Object.keys(words.rules)), async values => {
    const { rule, custom, message, components, ...rest } = values
    const recurrence = rule === 'once' ? null : rule === 'custom' ? custom.trim() || null : rule
    const body = { ...rest, components: [...components], message: message.trim() || null, recurrence }
    if (maintenance) await ask(UpdateMaintenance, { params: { id: maintenance.id }, body })
    else await ask(CreateMaintenance, { body })
    forget(client, ListMaintenances, ListMaintenanceWindows, ListComponents)
    toasts.done(maintenance ? words.changed : words.planned)
    onDone()
  })
  const { values, set } = form
  return (
    <Form form={form} action={words.save} onCancel={onDone}>
      <TextField label={words.title} required autoFocus maxLength={300} {...form.field('title')} />
      <When form={form} />
      <Affected
        label={words.components}
        hint={words.componentsHint}
        chosen={values.components}
        onChange={components => set({ components })}
      />
      <TextArea label={words.message} hint={words.messageHint} optional maxLength={10_000} {...form.field('message')} />
    </Form>
  )
}

function When({ form }: { form: FormState<Values> }) {
  const { values, set, errorOf } = form
  const { form: words } = useWords(maintenanceWords)
  const { timeZone } = useLocale()
  const zones = [...new Set([values.time_zone, timeZone, 'UTC'])]
  /** The end keeps its distance when the beginning moves. */
  const begin = (starts_at: string) => {
    const length = Date.parse(values.ends_at) - Date.parse(values.starts_at)
    const moved = starts_at && length > 0 ? new Date(Date.parse(starts_at) + length).toISOString() : values.ends_at
    set({ starts_at, ends_at: moved })
  }
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <DateTimeField
          label={words.starts}
          required
          timeZone={values.time_zone}
          value={values.starts_at}
          onChange={begin}
          error={errorOf('starts_at')}
        />
        <DateTimeField label={words.ends} required timeZone={values.time_zone} {...form.field('ends_at')} />
        <SelectField
          label={words.recurrence}
          value={values.rule}
          onChange={rule => set({ rule })}
          choices={Object.entries(words.rules).map(([value, label]) => ({ value, label }))}
          error={values.rule === 'custom' ? undefined : errorOf('recurrence')}
        />
        <SelectField
          label={words.zone}
          {...form.field('time_zone')}
          choices={zones.map(zone => ({ value: zone, label: zone }))}
        />
      </div>
      {values.rule === 'custom' ? (
        <TextField
          label={words.rule}
          hint={words.ruleHint}
          required
          value={values.custom}
          onChange={custom => set({ custom })}
          error={errorOf('recurrence')}
        />
      ) : null}
    </>
  )
}

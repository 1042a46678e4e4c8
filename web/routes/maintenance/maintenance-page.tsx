import { useState } from 'react'
import { ListComponents } from '../../../contracts/incidents/incidents.ts'
import {
  CreateMaintenance,
  ListMaintenances,
  ListMaintenanceWindows,
  type Maintenance,
  UpdateMaintenance,
} from '../../../contracts/incidents/maintenance.ts'
import { callApi } from '../../data/api-client.ts'
import { now } from '../../data/clock.ts'
import { oneOf, useFilters } from '../../data/filters.ts'
import { pathOf } from '../../data/path-of.ts'
import { useSuccess } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { DateTimeField } from '../../design/forms/date-time-field.tsx'
import { choicesOf, SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, type FormState, useForm } from '../../design/forms/form.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { Tabs } from '../../design/tabs.tsx'
import { maintenanceWords } from '../../messages/maintenance.ts'
import { useLocale, useWords } from '../../words/language.tsx'
import { Affected } from '../incidents/declare-incident.tsx'
import { MaintenanceDetail, MaintenanceList } from './maintenance-list.tsx'
import { MonthCalendar } from './month-calendar.tsx'

type Open = { readonly what: 'plan' } | { readonly what: 'show' | 'edit'; readonly maintenance: Maintenance } | null

export function MaintenancePage() {
  const words = useWords(maintenanceWords)
  const responder = useMay()('responder')
  const [{ view = 'month' }, setFilters] = useFilters({ view: oneOf(['month', 'list']) })
  const [open, setOpen] = useState<Open>(null)
  const show = (maintenance: Maintenance) => setOpen({ what: 'show', maintenance })
  return (
    <>
      <PageHeader
        page="maintenance"
        intro={words.intro}
        actions={
          responder ? (
            <Button variant="primary" icon="plus" onClick={() => setOpen({ what: 'plan' })} label={words.plan} />
          ) : null
        }
      />
      <Tabs
        label={words.views.label}
        value={view}
        onChange={id => setFilters({ view: id === 'list' ? 'list' : undefined })}
        tabs={[
          { id: 'month', label: words.views.month, content: <MonthCalendar onShow={show} /> },
          { id: 'list', label: words.views.list, content: <MaintenanceList onShow={show} /> },
        ]}
      />
      <div className="mt-5">
        <Card title={words.subscribe}>
          <p className="text-muted mb-2">{words.subscribeHint}</p>
          <CodeBlock code={`${location.origin}${pathOf('/calendar.ics')}`} label={words.subscribe} />
        </Card>
      </div>
      <Opened open={open} setOpen={setOpen} />
    </>
  )
}

function Opened({ open, setOpen }: { open: Open; setOpen: (open: Open) => void }) {
  const words = useWords(maintenanceWords)
  const close = () => setOpen(null)
  const shown = open?.what === 'show' ? open.maintenance : null
  const editing = open?.what === 'edit' ? open.maintenance : null
  return (
    <>
      <Dialog open={shown !== null} onClose={close} title={shown?.title ?? ''} shape="drawer">
        {shown ? (
          <MaintenanceDetail
            maintenance={shown}
            onEdit={maintenance => setOpen({ what: 'edit', maintenance })}
            onDone={close}
          />
        ) : null}
      </Dialog>
      <Dialog
        open={editing !== null || open?.what === 'plan'}
        onClose={close}
        title={editing ? words.edit : words.plan}
      >
        <ScheduleMaintenance maintenance={editing} onDone={close} />
      </Dialog>
    </>
  )
}

type Values = ReturnType<typeof valuesOf>

const hour = 3_600_000

/** What is already planned, else an hour from tomorrow on. */
function valuesOf(maintenance: Maintenance | null, timeZone: string, known: readonly string[]) {
  const from = Math.ceil(now() / hour) * hour + 24 * hour
  const recurrence = maintenance?.recurrence ?? null
  return {
    title: maintenance?.title ?? '',
    message: maintenance?.message ?? '',
    components: (maintenance?.components.map(({ slug }) => slug) ?? []) as readonly string[],
    starts_at: maintenance?.starts_at ?? new Date(from).toISOString(),
    ends_at: maintenance?.ends_at ?? new Date(from + hour).toISOString(),
    rule: recurrence === null ? 'once' : known.includes(recurrence) ? recurrence : 'custom',
    custom: recurrence ?? '',
    time_zone: maintenance?.time_zone ?? timeZone,
  }
}

function ScheduleMaintenance({ maintenance, onDone }: { maintenance: Maintenance | null; onDone: () => void }) {
  const { form: words } = useWords(maintenanceWords)
  const { timeZone } = useLocale()
  const success = useSuccess()
  const form = useForm(valuesOf(maintenance, timeZone, Object.keys(words.rules)), async values => {
    const { rule, custom, message, components, ...rest } = values
    const recurrence = rule === 'once' ? null : rule === 'custom' ? custom.trim() || null : rule
    const body = { ...rest, components: [...components], message: message.trim() || null, recurrence }
    if (maintenance) {
      const { id, revision } = maintenance
      await callApi(UpdateMaintenance, { params: { id }, query: { revision }, body })
    } else await callApi(CreateMaintenance, { body })
    success(maintenance ? words.changed : words.planned, ListMaintenances, ListMaintenanceWindows, ListComponents)
    onDone()
  })
  return (
    <Form form={form} action={words.save} onCancel={onDone}>
      <TextField label={words.title} required autoFocus maxLength={300} {...form.field('title')} />
      <When form={form} />
      <Affected label={words.components} hint={words.componentsHint} {...form.field('components')} />
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
          choices={choicesOf(words.rules)}
          {...form.field('rule')}
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
          {...form.field('custom')}
          error={errorOf('recurrence')}
        />
      ) : null}
    </>
  )
}

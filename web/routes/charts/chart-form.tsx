import { useState } from 'react'
import { type Chart, CreateChart, ListCharts, ReplaceChart, ShowChartJson } from '../../../contracts/metrics/charts.ts'
import { ListSeries } from '../../../contracts/metrics/series.ts'
import { useAllItems } from '../../data/all-pages.ts'
import { callApi } from '../../data/api-client.ts'
import { useSuccess } from '../../data/queries.ts'
import { CheckboxField, choicesOf, SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, useForm } from '../../design/forms/form.tsx'
import { chartsWords } from '../../messages/charts.ts'
import { useWords } from '../../words/language.tsx'

const rangeSeconds: Readonly<Record<string, number>> = {
  '1h': 3_600,
  '6h': 21_600,
  '1d': 86_400,
  '7d': 604_800,
  '30d': 2_592_000,
  '365d': 31_536_000,
}

/** A new chart, or another definition of one. */
export function ChartForm({ chart, onDone }: { chart?: Chart; onDone: () => void }) {
  const words = useWords(chartsWords)
  const success = useSuccess()
  const form = useForm(valuesOf(chart), async ({ name, title, series, as, range, unit, ...values }) => {
    const lines = series.split('\n').map(line => line.trim())
    const body = {
      name,
      series: lines.filter(Boolean),
      as,
      range,
      public: values.public,
      ...(title === '' ? {} : { title }),
      ...(unit === '' ? {} : { unit }),
      ...(chart ? kept(chart) : {}),
    }
    if (chart) {
      await callApi(ReplaceChart, { params: { name: chart.name }, query: { revision: chart.revision }, body })
    } else await callApi(CreateChart, { body })
    success(words.saved(title || name), ListCharts, ShowChartJson)
    onDone()
  })
  const addSeries = (id: string) => form.set({ series: [form.values.series.trim(), id].filter(Boolean).join('\n') })
  const ranges = {
    ...words.ranges,
    ...(form.values.range in words.ranges ? {} : { [form.values.range]: form.values.range }),
  }
  return (
    <Form form={form} action={words.save} onCancel={onDone}>
      <TextField
        label={words.name}
        hint={words.nameHint}
        required
        disabled={chart !== undefined}
        pattern="[a-z0-9][a-z0-9_\-]{0,62}"
        autoFocus
        {...form.field('name')}
      />
      <TextField label={words.title} optional maxLength={200} {...form.field('title')} />
      <KnownSeries onChoose={addSeries} />
      <TextArea
        label={words.series}
        hint={words.seriesHint}
        required
        rows={3}
        spellCheck={false}
        {...form.field('series')}
      />
      <SelectField label={words.as} choices={choicesOf(words.forms)} {...form.field('as')} />
      <SelectField label={words.range} choices={choicesOf(ranges)} {...form.field('range')} />
      <TextField label={words.unit} optional {...form.field('unit')} />
      <CheckboxField label={words.isPublic} hint={words.isPublicHint} {...form.field('public')} />
    </Form>
  )
}

function valuesOf(chart: Chart | undefined) {
  const range = Object.entries(rangeSeconds).find(([, seconds]) => seconds === chart?.range_s)?.[0]
  return {
    name: chart?.name ?? '',
    title: chart?.title ?? '',
    series: chart?.series.join('\n') ?? '',
    as: chart?.as ?? ('line' as const),
    range: range ?? (chart ? `${chart.range_s}s` : '1d'),
    unit: chart?.unit ?? '',
    public: chart?.public ?? false,
  }
}

/** What this form does not ask for stays as it is. */
const kept = ({ step_s, aggregate, thresholds }: Chart) => ({
  aggregate,
  thresholds,
  ...(step_s === null ? {} : { step: step_s }),
})

function KnownSeries({ onChoose }: { onChoose: (id: string) => void }) {
  const words = useWords(chartsWords)
  const [value, setValue] = useState('')
  const series = useAllItems(ListSeries)
  const choose = (id: string) => {
    setValue('')
    if (id !== '') onChoose(id)
  }
  const known = (series.data ?? []).map(({ id }) => ({ value: id, label: id }))
  if (known.length === 0) return null
  return (
    <SelectField
      label={words.known}
      value={value}
      onChange={choose}
      choices={[{ value: '', label: words.choose }, ...known]}
    />
  )
}

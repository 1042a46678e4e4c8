import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { CreateChart, ListCharts } from '../../../contracts/metrics/charts.ts'
import { CreateSource, ListSources, PreviewSource } from '../../../contracts/metrics/sources.ts'
import type { Output } from '../../../contracts/operation.ts'
import { callApi } from '../../data/api-client.ts'
import { useSuccess } from '../../data/queries.ts'
import { Button } from '../../design/button.tsx'
import { Card } from '../../design/card.tsx'
import { CheckboxField, SelectField, TextArea, TextField } from '../../design/forms/field.tsx'
import { Form, type FormState, useForm } from '../../design/forms/form.tsx'
import { Notice } from '../../design/notice.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { sourcesWords } from '../../messages/sources.ts'
import { useWords } from '../../words/language.tsx'
import { useProblemText } from '../../words/say-problem.ts'
import { useMessageText } from '../../words/worded.ts'
import { type Path, parseBeginning, pickedAt, type TimeChoice, timesIn, valueAt } from './answer-paths.ts'
import { AnswerTree } from './answer-tree.tsx'
import { PreviewTable } from './preview-table.tsx'

type Preview = Output<typeof PreviewSource>

const nothing = {
  url: '',
  headers: '',
  items: '',
  time: '',
  time_zone: 'UTC',
  valueName: 'value',
  value: '',
  unit: '',
  every: '1m',
  name: '',
  chart: true,
  public: false,
}
type Values = typeof nothing

/** Three steps on one page: fetch an answer, click a number in it, see what will be stored and save it. */
export function NewSourcePage() {
  const words = useWords(sourcesWords)
  const success = useSuccess()
  const navigate = useNavigate()
  const [fetched, setFetched] = useState<Preview | null>(null)
  const [preview, setPreview] = useState<Preview | null>(null)
  const form = useForm(nothing, async values => {
    await callApi(CreateSource, { body: { ...definitionOf(values), name: values.name } })
    if (values.chart) await callApi(CreateChart, { body: chartOf(values) })
    success(words.saved(values.name), ListSources, ListCharts)
    await navigate(values.chart ? { to: '/charts/$name', params: { name: values.name } } : { to: '/sources' })
  })
  const ask = (values: Values) =>
    callApi(PreviewSource, { body: { ...definitionOf(values), name: values.name || 'new' } })
  const fetchAnswer = () =>
    form.attempt(async () => {
      setPreview(null)
      setFetched(await ask({ ...form.values, items: '', time: '', value: '' }))
    })
  const pick = (path: Path) => {
    const next = { ...form.values, ...valuesOf(path, fetched), name: form.values.name || nameOf(form.values.url) }
    form.set(next)
    void form.attempt(async () => setPreview(await ask(next)))
  }
  return (
    <>
      <PageHeader page="newSource" intro={words.intro} />
      <div className="grid max-w-3xl grid-cols-1 gap-5">
        <Card>
          <Address form={form} hasAnswer={fetched !== null && fetched.answer !== null} onFetch={fetchAnswer} />
        </Card>
        {fetched ? <Answer answer={fetched} onPick={pick} /> : null}
        {fetched && form.values.value !== '' ? (
          <Card title={words.picked}>
            <Form form={form} action={words.save}>
              <Picked form={form} times={timesOf(fetched, form.values)} />
              <Button
                busy={form.busy}
                icon="eye"
                onClick={() => form.attempt(async () => setPreview(await ask(form.values)))}
                label={words.preview}
              />
              {preview ? <PreviewTable preview={preview} /> : null}
              <Keeping form={form} />
            </Form>
          </Card>
        ) : null}
        <p className="text-muted text-sm">{words.otherKinds}</p>
      </div>
    </>
  )
}

/** What was clicked, and the likeliest time beside it. */
function valuesOf(path: Path, fetched: Preview | null): Pick<Values, 'items' | 'value' | 'valueName' | 'time'> {
  const { items = '', value, name, item } = pickedAt(path)
  const [time] = timesIn(valueAt(parseBeginning(fetched?.answer ?? ''), item))
  return { items, value, valueName: name, time: time?.expression ?? '' }
}

function definitionOf({ url, headers, items, time, time_zone, valueName, value, unit, every }: Values) {
  const named = headers.split('\n').flatMap(line => {
    const [, name, text] = /^([^:]+):\s*(.*)$/.exec(line.trim()) ?? []
    return name === undefined || text === undefined ? [] : [[name.trim(), text] as const]
  })
  return {
    kind: 'json',
    url,
    every,
    // Until a number was chosen only the answer is wanted.
    values: value === '' ? { answer: '0' } : { [valueName]: value },
    ...(named.length > 0 ? { headers: Object.fromEntries(named) } : {}),
    ...(items === '' ? {} : { items }),
    ...(time === '' ? {} : { time, time_zone }),
    ...(unit === '' ? {} : { unit }),
  }
}

const chartOf = ({ name, valueName, time, ...values }: Values) => ({
  name,
  series: `${name}.${valueName}`,
  as: 'line' as const,
  // Whatever brings its own times may be a forecast, or of last week.
  range: time === '' ? '6h' : '7d',
  public: values.public,
})

/** `api.open-meteo.com` → `open-meteo` */
function nameOf(url: string): string {
  const labels = (URL.parse(url)?.hostname ?? '').replace(/^(www|api)\./, '').split('.')
  const name = (labels.length > 1 ? labels.at(-2) : labels[0])?.toLowerCase().replace(/[^a-z0-9_-]/g, '') ?? ''
  return /^[a-z]/.test(name) ? name : 'source'
}

const timesOf = ({ answer }: Preview, { items }: Values): readonly TimeChoice[] => {
  const document = parseBeginning(answer ?? '')
  const list = items === '' ? document : items === '$' ? document : valueAt(document, items.split('.'))
  return timesIn(Array.isArray(list) ? list[0] : list)
}

type Own = { readonly form: FormState<Values> }

function Address({ form, hasAnswer, onFetch }: Own & { hasAnswer: boolean; onFetch: () => void }) {
  const words = useWords(sourcesWords)
  const sayProblem = useProblemText()
  return (
    <form
      className="grid grid-cols-1 gap-4"
      onSubmit={event => {
        event.preventDefault()
        onFetch()
      }}
    >
      <TextField
        label={words.address}
        hint={words.addressHint}
        type="url"
        required
        autoFocus
        {...form.field('url')}
        error={form.errorOf('url') ?? (form.problem ? sayProblem(form.problem) : undefined)}
      />
      <TextArea label={words.headers} hint={words.headersHint} optional rows={2} {...form.field('headers')} />
      <div>
        <Button
          type="submit"
          variant={hasAnswer ? 'plain' : 'primary'}
          busy={form.busy}
          label={hasAnswer ? words.fetchAgain : words.fetch}
        />
      </div>
    </form>
  )
}

function Answer({
  answer: { answer, reason, reason_i18n },
  onPick,
}: {
  answer: Preview
  onPick: (path: Path) => void
}) {
  const words = useWords(sourcesWords)
  const say = useMessageText()
  if (answer === null) return <Notice tone="bad">{reason ? say(reason, reason_i18n) : words.previewNone}</Notice>
  const document = parseBeginning(answer)
  if (document === undefined) {
    return (
      <Card title={words.notJson}>
        <pre className="max-h-60 overflow-auto text-sm">{answer.slice(0, 2_000)}</pre>
      </Card>
    )
  }
  return (
    <Card title={words.pick}>
      <p className="text-muted mb-3 text-sm">{words.pickHint}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long answer is scrolled with the keyboard */}
      <div className="max-h-96 overflow-auto text-sm" tabIndex={0}>
        <AnswerTree value={document} onPick={onPick} />
      </div>
    </Card>
  )
}

function Picked({ form, times }: Own & { times: readonly TimeChoice[] }) {
  const words = useWords(sourcesWords)
  const known = times.map(({ expression, text }) => ({ value: expression, label: `${expression} (${text})` }))
  const { time } = form.values
  const typed = time !== '' && !times.some(one => one.expression === time) ? [{ value: time, label: time }] : []
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField label={words.items} hint={words.itemsHint} optional spellCheck={false} {...form.field('items')} />
      <SelectField
        label={words.time}
        choices={[{ value: '', label: words.noTime }, ...known, ...typed]}
        {...form.field('time')}
      />
      <TextField
        label={words.valueName}
        required
        spellCheck={false}
        {...form.field('valueName')}
        error={form.errorOf('values')}
      />
      <TextField label={words.value} hint={words.valueHint} required spellCheck={false} {...form.field('value')} />
      <TextField label={words.unit} hint={words.unitHint} optional {...form.field('unit')} />
      {time === '' ? null : <TextField label={words.timeZone} hint={words.timeZoneHint} {...form.field('time_zone')} />}
      <TextField label={words.interval} required {...form.field('every')} />
    </div>
  )
}

function Keeping({ form }: Own) {
  const words = useWords(sourcesWords)
  return (
    <>
      <TextField
        label={words.sourceName}
        hint={words.sourceNameHint}
        required
        pattern="[a-z][a-z0-9_\-]{0,62}"
        {...form.field('name')}
      />
      <CheckboxField label={words.chart} {...form.field('chart')} />
      {form.values.chart ? (
        <CheckboxField label={words.isPublic} hint={words.isPublicHint} {...form.field('public')} />
      ) : null}
    </>
  )
}

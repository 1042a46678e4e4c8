import { useNavigate, useParams } from '@tanstack/react-router'
import { useMemo } from 'react'
import {
  type Chart,
  type ChartData,
  DeleteChart,
  GetChart,
  ListCharts,
  ShowChartJson,
} from '../../../contracts/metrics/charts.ts'
import { unitSign } from '../../../contracts/metrics/units.ts'
import { pathOf } from '../../data/path-of.ts'
import { useApiQuery } from '../../data/queries.ts'
import { useMay } from '../../data/session.ts'
import { ConfirmButton } from '../../design/actions/call-button.tsx'
import { DialogButton } from '../../design/actions/dialog-button.tsx'
import { ButtonAnchor } from '../../design/actions/link.tsx'
import { ButtonRow } from '../../design/button.tsx'
import { Card, Facts } from '../../design/card.tsx'
import { type Line, LineChart } from '../../design/charts/line-chart.tsx'
import { CodeBlock } from '../../design/code-block.tsx'
import { FromFile } from '../../design/from-file.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { PageHeader } from '../../design/page-header.tsx'
import { chartsWords } from '../../messages/charts.ts'
import { useFormat } from '../../words/format.ts'
import { useLocale, useWords } from '../../words/language.tsx'
import { ChartForm } from './chart-form.tsx'

/** One chart: to zoom into, and with everything that others can be given of it. */
export function ChartPage() {
  const { name = '' } = useParams({ strict: false }) as { readonly name?: string }
  const chart = useApiQuery(GetChart, { params: { name } })
  return <QueryResult answer={chart}>{found => <Known chart={found} />}</QueryResult>
}

function Known({ chart }: { chart: Chart }) {
  const words = useWords(chartsWords)
  const data = useApiQuery(ShowChartJson, { params: { name: chart.name } }, { refetchInterval: 15_000 })
  return (
    <>
      <PageHeader
        title={chart.title ?? chart.name}
        above={<FromFile place={chart.place} words />}
        actions={<Orders chart={chart} />}
      />
      <div className="grid grid-cols-1 gap-5">
        <Card>
          <QueryResult answer={data}>{shown => <Drawing data={shown} chart={chart} />}</QueryResult>
        </Card>
        <Card title={words.embed}>
          <Sharing chart={chart} />
        </Card>
      </div>
    </>
  )
}

function Orders({ chart }: { chart: Chart }) {
  const words = useWords(chartsWords)
  const may = useMay()
  const navigate = useNavigate()
  if (!may('responder') || chart.origin === 'file') return null
  const { name, title } = chart
  return (
    <>
      <DialogButton icon="edit" label={words.edit} shape="wide">
        {close => <ChartForm chart={chart} onDone={close} />}
      </DialogButton>
      <ConfirmButton
        action={words.remove}
        title={words.removeTitle(title ?? name)}
        text={words.removeText}
        operation={DeleteChart}
        input={{ params: { name } }}
        changes={[ListCharts]}
        done={words.removed(title ?? name)}
        onDone={() => void navigate({ to: '/charts' })}
      />
    </>
  )
}

const tones = ['accent', 'ok', 'warn', 'hold', 'bad', 'unknown'] as const

function Drawing({ data, chart }: { data: ChartData; chart: Chart }) {
  const words = useWords(chartsWords)
  const format = useFormat()
  const { language } = useLocale()
  const drawn = useMemo(() => linesOf(data), [data])
  const say = (value: number) => `${format.number(value)}${data.unit ? `\u00a0${unitSign(data.unit)}` : ''}`
  if (drawn.times.length === 0) return <p className="text-muted">{words.noData}</p>
  // What is counted, not measured over time, is a picture that cannot be zoomed into.
  if (data.as === 'histogram' || data.as === 'column') {
    return (
      <img src={pathOf('/charts/:name.svg', { name: chart.name }, { language })} alt={data.title} className="w-full" />
    )
  }
  return (
    <div className="grid grid-cols-1 gap-3">
      <LineChart label={data.title} times={drawn.times} lines={drawn.lines} format={say} height={320} />
      {data.left_out > 0 ? <p className="text-muted text-sm">{words.leftOut(data.left_out)}</p> : null}
      {drawn.lines.length === 1 ? <Extremes values={drawn.lines[0]?.values ?? []} say={say} /> : null}
    </div>
  )
}

function Extremes({ values, say }: { values: Line['values']; say: (value: number) => string }) {
  const words = useWords(chartsWords)
  const known = values.filter(value => value !== null)
  const last = known.at(-1)
  if (last === undefined) return null
  const sum = known.reduce((total, value) => total + value, 0)
  return (
    <Facts
      facts={[
        [words.last, say(last)],
        [words.lowest, say(Math.min(...known))],
        [words.highest, say(Math.max(...known))],
        [words.average, say(sum / known.length)],
      ]}
    />
  )
}

/** The lines share their times; where one has no point it has a gap. */
function linesOf({ series }: ChartData): { readonly times: readonly number[]; readonly lines: readonly Line[] } {
  const moments = [...new Set(series.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => a - b)
  const lines = series.map(({ label, points }, index) => {
    const values = new Map(points)
    return { label, tone: tones[index % tones.length] ?? 'accent', values: moments.map(at => values.get(at) ?? null) }
  })
  return { times: moments.map(at => at / 1_000), lines }
}

function Sharing({ chart: { name, public: isPublic } }: { chart: Chart }) {
  const words = useWords(chartsWords)
  const href = (end: string) => pathOf(`/charts/:name${end}`, { name })
  const address = new URL(pathOf('/embed/charts/:name', { name }), location.href).href
  const frame = `<iframe src="${address}" width="100%" height="360" style="border:0" title="${name}"></iframe>`
  return (
    <div className="grid grid-cols-1 gap-4">
      <ButtonRow>
        {isPublic ? <ButtonAnchor href={href('')} target="_blank" icon="external" label={words.publicPage} /> : null}
        <ButtonAnchor href={href('.svg')} target="_blank" icon="chart" label={words.picture} />
        <ButtonAnchor href={href('.csv')} icon="export" label={words.table} />
        <ButtonAnchor href={href('.json')} target="_blank" icon="function" label={words.data} />
      </ButtonRow>
      <p className="text-muted text-sm">{words.embedText}</p>
      <CodeBlock code={frame} label={words.embed} wrap />
    </div>
  )
}

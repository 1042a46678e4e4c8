import { useMemo } from 'react'
import { type Device, GetDevice, type MetricStatistics } from '../../../contracts/edge/devices.ts'
import { PrometheusRange } from '../../../contracts/metrics/prometheus.ts'
import { unitSign } from '../../../contracts/metrics/units.ts'
import { now } from '../../data/clock.ts'
import { useApiQuery } from '../../data/queries.ts'
import { Facts } from '../../design/card.tsx'
import { LineChart } from '../../design/charts/line-chart.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { type Column, Table } from '../../design/lists/table.tsx'
import { Time } from '../../design/time.tsx'
import { devicesWords } from '../../messages/devices.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

export function DeviceDetail({ device }: { device: Device }) {
  const words = useWords(devicesWords)
  const format = useFormat()
  const input = { params: { id: device.id }, query: { client: device.client } }
  const detail = useApiQuery(GetDevice, input, { refetchInterval: 10_000 })
  return (
    <div className="grid grid-cols-1 gap-5">
      <Facts
        facts={[
          [words.client, device.client],
          device.type && [words.type, device.type],
          [words.source, device.source],
          [words.first, <Time key="first" at={device.first_seen_at} />],
          [words.seen, <Time key="seen" at={device.last_seen_at} />],
        ]}
      />
      <QueryResult answer={detail}>
        {({ statistics, window_s }) => (
          <>
            <section className="grid grid-cols-1 gap-2">
              <h3 className="text-lg font-semibold">{words.statistics(format.duration(window_s))}</h3>
              <Statistics statistics={statistics} />
            </section>
            {Object.entries(statistics).map(([metric, { unit }]) => (
              <section key={metric} className="grid grid-cols-1 gap-2">
                <h3 className="text-lg font-semibold">{metric}</h3>
                <LastDay device={device} metric={metric} unit={unit} />
              </section>
            ))}
          </>
        )}
      </QueryResult>
    </div>
  )
}

type Row = MetricStatistics & { readonly metric: string }

function Statistics({ statistics }: { statistics: Readonly<Record<string, MetricStatistics>> }) {
  const words = useWords(devicesWords)
  const format = useFormat()
  const say = (value: number | null) => (value === null ? '–' : format.number(value))
  const columns: readonly Column<Row>[] = [
    {
      header: words.metric,
      cell: ({ metric, unit, unit_since }) => (
        <div>
          <div>
            {metric} {unit ? <span className="text-muted">{unitSign(unit)}</span> : null}
          </div>
          {unit_since ? <div className="text-muted text-sm">{words.unitSince(format.dateTime(unit_since))}</div> : null}
        </div>
      ),
    },
    { header: words.latest, cell: ({ last }) => say(last) },
    { header: words.average, cell: ({ average }) => say(average) },
    { header: words.lowest, cell: ({ min }) => say(min) },
    { header: words.highest, cell: ({ max }) => say(max) },
    { header: words.p95, from: 'sm', cell: ({ p95 }) => say(p95) },
    { header: words.count, from: 'sm', cell: ({ count }) => format.number(count) },
  ]
  const rows = Object.entries(statistics).map(([metric, one]) => ({ metric, ...one }))
  return <Table label={words.list} columns={columns} rows={rows} rowKey={({ metric }) => metric} />
}

const daySeconds = 86_400
const stepSeconds = 300
const quoted = (text: string): string => JSON.stringify(text)

type Matrix = { readonly result?: readonly { readonly values: readonly (readonly [number, string])[] }[] }

function LastDay({ device, metric, unit }: { device: Device; metric: string; unit: string | null }) {
  const words = useWords(devicesWords)
  const format = useFormat()
  const query = useMemo(() => {
    const end = Math.floor(now() / 1_000 / stepSeconds) * stepSeconds
    const chosen = `__name__=${quoted(metric)},object=${quoted(device.id)},client=${quoted(device.client)}`
    return {
      query: `{${chosen}}`,
      start: String(end - daySeconds),
      end: String(end + stepSeconds),
      step: String(stepSeconds),
    }
  }, [device.id, device.client, metric])
  const answer = useApiQuery(PrometheusRange, { query })
  return (
    <QueryResult answer={answer}>
      {({ data }) => {
        const [series] = (data as Matrix | undefined)?.result ?? []
        const points = series?.values ?? []
        if (points.length === 0) return <p className="text-muted">{words.notMeasured}</p>
        return (
          <LineChart
            label={`${metric}, ${words.lastDay}`}
            times={points.map(([at]) => at)}
            lines={[{ label: metric, tone: 'accent', values: points.map(([, value]) => Number(value)) }]}
            format={value => `${format.number(value)} ${unit ? unitSign(unit) : ''}`}
          />
        )
      }}
    </QueryResult>
  )
}

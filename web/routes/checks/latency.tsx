import { useMemo } from 'react'
import { type Incident, ListIncidents } from '../../../contracts/incidents.ts'
import { ListMaintenances, type Maintenance } from '../../../contracts/maintenance.ts'
import { type Check, ListResults, ListRollups } from '../../../contracts/monitor.ts'
import { useAll } from '../../data/all-pages.ts'
import { now } from '../../data/clock.ts'
import { oneOf, useFilters } from '../../data/filters.ts'
import { useAnswer } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { type Band, LineChart } from '../../design/charts/line-chart.tsx'
import { Counters } from '../../design/counters.tsx'
import { Loaded } from '../../design/query-result.tsx'
import { checksWords } from '../../messages/checks.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'
import { type Drawn, phaseLines, quantileLines } from './latency-lines.ts'

const ranges = ['hour', 'day', 'week', 'month', 'quarter'] as const
type Range = (typeof ranges)[number]

const spans: Readonly<Record<Range, { readonly ms: number; readonly step: 'minute' | 'hour' | 'day' | null }>> = {
  hour: { ms: 3_600_000, step: null },
  day: { ms: 86_400_000, step: 'minute' },
  week: { ms: 7 * 86_400_000, step: 'hour' },
  month: { ms: 30 * 86_400_000, step: 'hour' },
  quarter: { ms: 90 * 86_400_000, step: 'day' },
}
const seconds = { minute: 60, hour: 3_600, day: 86_400 } as const

/** How long answers take: every phase of each for an hour, else what half and what nearly all stay below. */
export function Latency({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const [filters, setFilters] = useFilters({ range: oneOf(ranges) })
  const range = filters.range ?? 'hour'
  return (
    <Card
      title={words.latency}
      actions={
        <Counters<Range>
          label={words.range}
          value={range}
          onChange={next => setFilters({ range: next === 'hour' ? undefined : next })}
          counters={ranges.map(value => ({ value, label: words.ranges[value] }))}
        />
      }
    >
      {spans[range].step === null ? <Phases check={check} /> : <Quantiles key={range} check={check} range={range} />}
    </Card>
  )
}

/** Begins on a full minute, so that what was asked a moment ago is still known. */
const startOf = (range: Range): number => Math.floor((now() - spans[range].ms) / 60_000) * 60_000
const isoOf = (time: number): string => new Date(time).toISOString()

function Phases({ check }: { check: Check }) {
  const words = useWords(checksWords).detail
  const from = useMemo(() => startOf('hour'), [])
  const query = { from: isoOf(from), limit: 500 }
  const results = useAnswer(ListResults, { params: { id: check.id }, query }, { refetchInterval: 10_000 })
  return (
    <Loaded answer={results}>
      {({ items }) => <Drawing check={check} from={from} drawn={phaseLines(items, words.phases, check.interval_s)} />}
    </Loaded>
  )
}

function Quantiles({ check, range }: { check: Check; range: Range }) {
  const words = useWords(checksWords).detail
  const from = useMemo(() => startOf(range), [range])
  const step = spans[range].step ?? 'hour'
  const input = { params: { id: check.id }, query: { from: isoOf(from), step } }
  const rollups = useAll(ListRollups, input, { refetchInterval: 60_000 })
  const apart = Math.max(seconds[step], check.interval_s)
  return (
    <Loaded answer={rollups}>
      {items => <Drawing check={check} from={from} drawn={quantileLines(items, words, apart)} />}
    </Loaded>
  )
}

function Drawing({ check, from, drawn }: { check: Check; from: number; drawn: Drawn }) {
  const words = useWords(checksWords).detail
  const format = useFormat()
  const query = { component: check.component.slug, from: isoOf(from), limit: 100 }
  const incidents = useAnswer(ListIncidents, { query })
  const maintenances = useAnswer(ListMaintenances, { query: { component: check.component.slug, limit: 100 } })
  const bands = useMemo(
    () => [
      ...(incidents.data?.items ?? []).map(incident => bandOfIncident(incident)),
      ...(maintenances.data?.items ?? []).flatMap(one => bandOfMaintenance(one)),
    ],
    [incidents.data, maintenances.data],
  )
  if (drawn.times.length === 0) return <p className="text-muted">{words.noAnswers}</p>
  return (
    <div className="grid grid-cols-1 gap-1">
      <LineChart
        label={words.latency}
        times={drawn.times}
        lines={drawn.lines}
        bands={bands}
        format={format.milliseconds}
        height={240}
      />
      {bands.length > 0 ? <p className="text-muted text-sm">{words.bandsText}</p> : null}
    </div>
  )
}

function bandOfIncident({ started_at, resolved_at, title }: Incident): Band {
  const to = resolved_at === null ? now() : Date.parse(resolved_at)
  return { from: Date.parse(started_at) / 1000, to: to / 1000, label: title, tone: 'bad' }
}

function bandOfMaintenance({ status, starts_at, ends_at, title }: Maintenance): Band[] {
  if (status === 'cancelled' || status === 'scheduled') return []
  return [{ from: Date.parse(starts_at) / 1000, to: Date.parse(ends_at) / 1000, label: title, tone: 'hold' }]
}

import { useMemo } from 'react'
import { type Incident, ListIncidents } from '../../../contracts/incidents/incidents.ts'
import { ListMaintenances, type Maintenance } from '../../../contracts/incidents/maintenance.ts'
import { type Check, ListResults, ListRollups, type Result, type Rollup } from '../../../contracts/monitor/monitor.ts'
import { useAllItems } from '../../data/all-pages.ts'
import { now } from '../../data/clock.ts'
import { oneOf, useFilters } from '../../data/filters.ts'
import { useApiQuery } from '../../data/queries.ts'
import { Card } from '../../design/card.tsx'
import { type Band, type Line, LineChart } from '../../design/charts/line-chart.tsx'
import { Counters } from '../../design/lists/counters.tsx'
import { QueryResult } from '../../design/lists/query-result.tsx'
import { checksWords } from '../../messages/checks.ts'
import { useFormat } from '../../words/format.ts'
import { useWords } from '../../words/language.tsx'

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
  const results = useApiQuery(ListResults, { params: { id: check.id }, query }, { refetchInterval: 10_000 })
  return (
    <QueryResult answer={results}>
      {({ items }) => <Drawing check={check} from={from} drawn={phaseLines(items, words.phases, check.interval_s)} />}
    </QueryResult>
  )
}

function Quantiles({ check, range }: { check: Check; range: Range }) {
  const words = useWords(checksWords).detail
  const from = useMemo(() => startOf(range), [range])
  const step = spans[range].step ?? 'hour'
  const input = { params: { id: check.id }, query: { from: isoOf(from), step } }
  const rollups = useAllItems(ListRollups, input, { refetchInterval: 60_000 })
  const apart = Math.max(seconds[step], check.interval_s)
  return (
    <QueryResult answer={rollups}>
      {items => <Drawing check={check} from={from} drawn={quantileLines(items, words, apart)} />}
    </QueryResult>
  )
}

function Drawing({ check, from, drawn }: { check: Check; from: number; drawn: Drawn }) {
  const words = useWords(checksWords).detail
  const format = useFormat()
  const query = { component: check.component.slug, from: isoOf(from), limit: 100 }
  const incidents = useApiQuery(ListIncidents, { query })
  const maintenances = useApiQuery(ListMaintenances, { query: { component: check.component.slug, limit: 100 } })
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

type Drawn = { readonly times: readonly number[]; readonly lines: readonly Line[] }

type Point = { readonly at: string }
type Sort<Item> = {
  readonly label: string
  readonly of: (item: Item) => number | null
  readonly tone: NonNullable<Line['tone']>
}

/** Newest first, as answered. Where more than three steps are missing the lines have a gap. */
function drawn<Item extends Point>(items: readonly Item[], sorts: readonly Sort<Item>[], step_s: number): Drawn {
  const times: number[] = []
  const values: (number | null)[][] = sorts.map(() => [])
  for (const item of items.toReversed()) {
    const time = Date.parse(item.at) / 1000
    const last = times.at(-1)
    if (last !== undefined && time - last > 3 * step_s) {
      times.push(last + step_s)
      for (const line of values) line.push(null)
    }
    times.push(time)
    for (const [index, { of }] of sorts.entries()) values[index]?.push(of(item))
  }
  const lines = sorts.map(({ label, tone }, index) => ({ label, tone, values: values[index] ?? [] }))
  return { times, lines: lines.filter(line => line.values.some(value => value !== null)) }
}

type PhaseWords = Readonly<Record<'dns' | 'connect' | 'tls' | 'firstByte' | 'total', string>>

/** How long each part of an answer took. */
function phaseLines(results: readonly Result[], words: PhaseWords, step_s: number): Drawn {
  return drawn(
    results,
    [
      { label: words.dns, tone: 'unknown', of: ({ phases }) => phases.dns_ms },
      { label: words.connect, tone: 'hold', of: ({ phases }) => phases.connect_ms },
      { label: words.tls, tone: 'warn', of: ({ phases }) => phases.tls_ms },
      { label: words.firstByte, tone: 'ok', of: ({ phases }) => phases.first_byte_ms },
      { label: words.total, tone: 'accent', of: ({ phases, response_ms }) => phases.total_ms ?? response_ms },
    ],
    step_s,
  )
}

/** What half and what nearly all of the answers stay below. */
function quantileLines(
  rollups: readonly Rollup[],
  words: { readonly p50: string; readonly p95: string },
  step_s: number,
): Drawn {
  return drawn(
    rollups,
    [
      { label: words.p50, tone: 'accent', of: ({ p50_ms }) => p50_ms },
      { label: words.p95, tone: 'hold', of: ({ p95_ms }) => p95_ms },
    ],
    step_s,
  )
}

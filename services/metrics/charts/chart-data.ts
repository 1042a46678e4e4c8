import type { ChartData, ChartSeries } from '../../../contracts/metrics/charts.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Defined } from '../definitions/definition.ts'
import type { Made } from '../deps.ts'
import { readPoints, type SeriesPoints, tenant } from '../series/read-points.ts'
import { selectorOf, seriesId } from '../series/series-id.ts'
import type { ChartDefinition } from './chart.ts'

type Deps = Pick<Made, 'telemetry' | 'states' | 'clock'>

/** Of the whole picture; a line of more points than pixels is no clearer. */
const mostPoints = 1_200
export const mostSeries = 12
/** A forecast that reaches further is shown to here. */
const furthestMs = 32 * 86_400_000

/** What a chart shows now: its range of the past, and what is known of the future. */
export async function chartData(deps: Deps, { name, definition }: Defined<ChartDefinition>): Promise<ChartData> {
  const now = deps.clock.now()
  const span = { from: now - definition.range_s * 1_000, to: now + furthestMs }
  const step = await stepOf(deps, definition, span)
  const found: SeriesPoints[] = []
  for (const selector of definition.series) {
    const aggregate = definition.aggregate
    const points = await readPoints(deps, selectorOf(selector), { ...span, step: step ?? undefined, aggregate })
    found.push(...points.filter(one => one.points.length > 0))
  }
  const series = found.slice(0, mostSeries).map(one => presentSeries(one, found))
  const ends = series.map(({ points }) => points.at(-1)?.[0] ?? now)
  return {
    name,
    title: definition.title ?? definition.series.join(', '),
    as: definition.as,
    unit: definition.unit ?? sameUnit(series),
    from: iso(span.from),
    to: iso(Math.max(now, ...ends)),
    step_s: step === null ? null : step / 1_000,
    series,
    left_out: found.length - series.length,
    thresholds: [...definition.thresholds],
  }
}

/** Every point where they can be shown, else steps: counted first, by what is counted already. */
async function stepOf(
  { telemetry }: Deps,
  { series, step_s }: ChartDefinition,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<number | null> {
  if (step_s !== null) return step_s * 1_000
  let points = 0
  let lines = 0
  for (const selector of series) {
    const counted = await telemetry.query({
      tenant,
      match: selectorOf(selector),
      from,
      to,
      step: 3_600_000,
      aggregates: ['count'],
    })
    lines += counted.length
    for (const one of counted) for (const [, count] of one.points) points += count ?? 0
  }
  if (points <= mostPoints) return null
  return roundStep(((to - furthestMs - from) * Math.min(lines, mostSeries)) / mostPoints)
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400]

const roundStep = (ms: number): number => (steps.find(one => one * 1_000 >= ms) ?? 7 * 86_400) * 1_000

function presentSeries({ points, unit, ...one }: SeriesPoints, all: readonly SeriesPoints[]): ChartSeries {
  const id = seriesId(one)
  return { id, label: labelOf(one, all), unit, points: points.map(([at, value]) => [at, value]) }
}

/** What all have in common tells nobody anything. */
function labelOf(one: Pick<SeriesPoints, 'name' | 'labels'>, all: readonly Pick<SeriesPoints, 'name' | 'labels'>[]) {
  const differing = Object.entries(one.labels)
    .filter(([label, value]) => all.some(other => other.labels[label] !== value))
    .map(([, value]) => value)
  const isOneName = all.every(({ name }) => name === one.name)
  const id = seriesId({ name: one.name, labels: one.labels.source ? { source: one.labels.source } : {} })
  return [...(isOneName && differing.length > 0 ? [] : [id]), ...differing].join(' ')
}

function sameUnit(series: readonly ChartSeries[]): string | null {
  const unit = series[0]?.unit ?? null
  return series.every(one => one.unit === unit) ? unit : null
}

/** As a spreadsheet takes it. */
export function chartCsv({ series }: ChartData): string {
  const times = [...new Set(series.flatMap(({ points }) => points.map(([at]) => at)))].toSorted((a, b) => a - b)
  const values = series.map(({ points }) => new Map(points.map(([at, value]) => [at, value])))
  const head = ['time', ...series.map(({ id }) => id)]
  const rows = times.map(at => [iso(at), ...values.map(one => one.get(at) ?? '')])
  return `${[head, ...rows].map(row => row.map(cell).join(',')).join('\r\n')}\r\n`
}

/** Spreadsheets run what begins like a formula. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value)
  const safe = /^[=+@\t\r-]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

import type { ClientStatistics, MetricStatistics, ObjectStatistics } from '../../../contracts/edge/devices.ts'
import { notFound } from '../../../contracts/refusals.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Matcher } from '../../../kit/telemetry/series/matcher.ts'
import type { FoundSeries } from '../../../kit/telemetry/telemetry.ts'
import type { Made } from '../deps.ts'
import { type Device, ownMetric } from '../devices/device.ts'
import { summaryOf } from './statistics.ts'

type Deps = Pick<Made, 'devices' | 'telemetry' | 'clock' | 'anomalies' | 'settings'>

const seriesAtOnce = 100
const live: Matcher = { label: 'history', is: '=', value: '' }

export async function objectStatistics(deps: Deps, client: string, id: string): Promise<ObjectStatistics> {
  const device = deps.devices.find(client, id)
  if (!device) throw notFound('edge.object-not-found', { id })
  const metrics = await metricsOf(deps, device)
  const own = metrics[ownMetric(device, Object.keys(metrics)) ?? '']
  const { window } = deps.settings()
  return {
    object_id: id,
    type: device.type,
    client_id: client,
    window_s: window,
    statistics: { average: own?.average ?? null, max: own?.max ?? null, min: own?.min ?? null },
    metrics,
    anomalies: await deps.anomalies.recentOf(client, id, iso(deps.clock.now() - window * 1_000)),
  }
}

/** By metric, in the unit that is in use now. */
export async function metricsOf(deps: Deps, device: Device): Promise<Record<string, MetricStatistics>> {
  const match: Matcher[] = [{ label: 'object', is: '=', value: device.id }, live]
  const found = await deps.telemetry.query({ tenant: device.client, match, ...rangeOf(deps) })
  const last = new Map(deps.telemetry.last(device.client, match).map(({ id, points }) => [id, points[0]]))
  const statistics = Object.entries(device.units).map(([metric, { unit, since, before }]) => {
    const mine = found.filter(one => one.name === metric && (one.labels.unit ?? null) === unit)
    const newest = mine
      .map(({ id }) => last.get(id))
      .filter(point => point !== undefined)
      .toSorted(([a], [b]) => Number(b) - Number(a))[0]
    return [
      metric,
      {
        unit,
        ...summaryOf(mine.flatMap(valuesOf)),
        last: newest?.[1] ?? null,
        last_at: typeof newest?.[0] === 'number' ? iso(newest[0]) : null,
        unit_since: before === null ? null : since,
      },
    ] as const
  })
  return Object.fromEntries(statistics.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

export async function clientStatistics(deps: Deps, client: string): Promise<ClientStatistics> {
  const values = new Map<string, Map<string | null, number[]>>()
  for (const range of slicesOf(rangeOf(deps), deps.telemetry.series(client, [live]).length)) {
    for (const series of await deps.telemetry.query({ tenant: client, match: [live], ...range })) {
      const units = values.get(series.name) ?? new Map<string | null, number[]>()
      const unit = series.labels.unit ?? null
      const known = units.get(unit) ?? []
      for (const value of valuesOf(series)) known.push(value)
      if (known.length > 0) values.set(series.name, units.set(unit, known))
    }
  }
  const metrics = [...values].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return {
    client_id: client,
    objects: deps.devices.of(client).length,
    window_s: deps.settings().window,
    statistics: Object.fromEntries(metrics.map(([metric, units]) => [metric, inUnits(units)])),
  }
}

/** Values in different units are never put together. */
function inUnits(units: ReadonlyMap<string | null, readonly number[]>): ClientStatistics['statistics'][string] {
  const [most, ...others] = [...units]
    .map(([unit, values]) => ({ unit, ...summaryOf(values) }))
    .toSorted((a, b) => b.count - a.count)
  const first = most ?? { unit: null, ...summaryOf([]) }
  return others.length > 0 ? { ...first, other_units: others } : first
}

type Range = { readonly from: number; readonly to: number }

/** Of a whole fleet only the values stay in memory, and not their times: it is read a part of the window at a time. */
function slicesOf({ from, to }: Range, series: number): Range[] {
  const count = Math.ceil(series / seriesAtOnce)
  const length = Math.ceil((to + 1 - from) / Math.max(1, count))
  return Array.from({ length: count }, (_, index) => ({
    from: from + index * length,
    to: Math.min(to, from + (index + 1) * length - 1),
  }))
}

const valuesOf = ({ points }: FoundSeries): number[] =>
  points.map(([, value]) => value).filter((value): value is number => typeof value === 'number')

function rangeOf({ clock, settings }: Deps) {
  const to = Math.floor(clock.now())
  return { from: to - settings().window * 1_000, to }
}

import type { ListSeries, ReadSeries, SeriesInfo } from '../../../contracts/metrics/series.ts'
import { fieldProblem, invalid, invalidFields, notFound } from '../../../contracts/refusals.ts'
import { seconds } from '../../../kit/config/schema/duration.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { FoundSeries } from '../../../kit/telemetry/telemetry.ts'
import type { Made } from '../deps.ts'
import { readPoints, tenant } from './read-points.ts'
import { selectorOf, seriesId, sourceLabel } from './series-id.ts'

type Deps = Pick<Made, 'telemetry' | 'states' | 'clock'>

const pages = pagesOf(cursorOf('metrics.series', 'text'), ({ id }: SeriesInfo) => id)
const mostPoints = 11_000
const dayMs = 86_400_000
/** A forecast that reaches further has to be asked for. */
const aheadMs = 32 * dayMs

export async function listSeries(
  { telemetry }: Pick<Deps, 'telemetry'>,
  { source, ...query }: Input<typeof ListSeries>['query'],
): Promise<Output<typeof ListSeries>> {
  return pages(query, ({ after = '', limit }) => {
    const match = source === undefined ? [] : [{ label: sourceLabel, is: '=', value: source } as const]
    const all = telemetry.last(tenant, match).map(presentSeries)
    const behind = all.filter(({ id }) => id > after)
    return behind.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit)
  })
}

function presentSeries({ name, labels, unit, points }: FoundSeries): SeriesInfo {
  const [at = null, value = null] = points[0] ?? []
  const { [sourceLabel]: source = null } = labels
  return {
    id: seriesId({ name, labels }),
    metric: name,
    labels: { ...labels },
    source,
    unit,
    last_at: at === null ? null : iso(at),
    last_value: value,
  }
}

export async function readSeries(
  deps: Deps,
  { params, query }: Pick<Input<typeof ReadSeries>, 'params' | 'query'>,
): Promise<Output<typeof ReadSeries>> {
  const now = deps.clock.now()
  const to = query.to === undefined ? now + aheadMs : moment('to', query.to)
  const from = query.from === undefined ? Math.min(now, to) - dayMs : moment('from', query.from)
  const step = query.step === undefined ? usualStep(from, Math.min(to, now)) : stepOf(query.step)
  if (step !== undefined && (to - from) / step > mostPoints)
    throw invalid('metrics.too-many-points', { limit: mostPoints })
  const found = await readPoints(deps, selectorOf(params.id), { from, to, step, aggregate: query.aggregate })
  const exact = found.find(one => seriesId(one) === params.id)
  const only = exact ?? (found.length === 1 ? found[0] : undefined)
  if (found.length > 1 && !only) {
    const example = seriesId(found[0] ?? { name: '', labels: {} })
    throw invalid('metrics.several-series', { count: found.length, example })
  }
  if (!only) throw notFound('metrics.no-series', { id: params.id })
  const points = only.points.map(([at, value]): [number, number | null] => [at, value])
  const last = points.at(-1)
  const series = presentSeries({ ...only, id: 0, meta: null, class: '', points: last ? [last] : [] })
  return { series, step_s: step === undefined ? null : step / 1_000, points }
}

/** Every point of two days; of more, some thousand steps. */
function usualStep(from: number, to: number): number | undefined {
  const length = to - from
  return length <= 2 * dayMs ? undefined : Math.ceil(length / 2_000 / 60_000) * 60_000
}

function stepOf(text: string): number {
  try {
    const step = Math.round(seconds(/^\d+(\.\d+)?$/.test(text) ? Number(text) : text) * 1_000)
    if (step > 0) return step
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown
  }
  throw invalidFields('metrics.bad-step', [fieldProblem('query.step', 'field.duration')])
}

function moment(field: string, text: string): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : null
  const at = number === null ? Date.parse(text) : number < 1e11 ? number * 1_000 : number
  if (Number.isFinite(at) && at >= 0 && at < 2 ** 45) return Math.round(at)
  throw invalidFields('metrics.bad-time', [
    fieldProblem(`query.${field}`, 'metrics.bad-time', { text: text.slice(0, 40) }),
  ])
}

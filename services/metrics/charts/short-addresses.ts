import type { ExtractMinutes, ShowTawarano } from '../../../contracts/metrics/short-addresses.ts'
import { fieldProblem, invalidFields } from '../../../contracts/refusals.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import { readPoints } from '../series/read-points.ts'
import { selectorOf } from '../series/series-id.ts'
import type { SourceDefinition } from '../sources/source.ts'
import type { ChartDefinition } from './chart.ts'

const hourMs = 3_600_000
const weather = 'tawarano'
/** Unless somebody has defined a chart of that name. */
const chartNames = { line: 'rapport', column: 'histogramme', commits: 'commits' } as const

type Named = { readonly name: string; readonly definition: SourceDefinition }

/** Charts that come with a source: of the weather as a line and as columns, and of commits minute by minute. */
export function chartsOfSources(
  sources: readonly Named[],
): { name: string; source: string; definition: ChartDefinition }[] {
  const forecast = sources.find(({ name }) => name === weather)
  const commits = sources.find(({ definition }) => definition.kind === 'github-commits')
  const value = forecast && firstValue(forecast.definition)
  const ofForecast = (as: 'line' | 'column') => ({
    name: chartNames[as],
    source: weather,
    definition: { ...plain, title: 'Tawarano', series: [`${weather}.${value}`], as, range_s: 86_400 },
  })
  const ofCommits = (source: string) => ({
    name: chartNames.commits,
    source,
    definition: {
      ...plain,
      title: 'Commits',
      series: [`${source}.commits`],
      as: 'column' as const,
      aggregate: 'sum' as const,
    },
  })
  return [
    ...(value === undefined ? [] : [ofForecast('line'), ofForecast('column')]),
    ...(commits ? [ofCommits(commits.name)] : []),
  ]
}

const plain = {
  as: 'line',
  aggregate: 'avg',
  range_s: 7 * 86_400,
  step_s: null,
  unit: null,
  thresholds: [],
  public: null,
} as const

function firstValue({ settings }: SourceDefinition): string | undefined {
  const { values } = settings
  return typeof values === 'object' && values !== null ? Object.keys(values)[0] : undefined
}

type Deps = Pick<Made, 'sources' | 'telemetry' | 'states' | 'clock'>

/** As its server answers: from now on where it is a forecast, else of the last day. */
export async function showTawarano(
  deps: Deps,
  { caller }: Request<typeof ShowTawarano>,
): Promise<Output<typeof ShowTawarano>> {
  const source = await deps.sources.definitions.find(weather)
  const isForAll = source?.origin === 'file' && !source.archived
  if (!source || source.archived || (!isForAll && caller.role === 'none')) throw deps.sources.absent(weather)
  const now = deps.clock.now()
  const { upcoming } = await deps.states.get(weather)
  const from = now - (upcoming.length > 0 ? 3 : 24) * hourMs
  const match = selectorOf(`${weather}.${firstValue(source.definition) ?? ''}`)
  const [series] = await readPoints(deps, match, { from, to: now + 32 * 24 * hourMs })
  const points = series?.points ?? []
  return { results: points.map(([at, value]) => ({ Jour: at / 1_000, temp: value })) }
}

const iso = /^\d{4}-\d{2}-\d{2}T\d{2}:(\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/

export function extractMinutes({ params }: Pick<Input<typeof ExtractMinutes>, 'params'>): { minutes: number } {
  const [, minutes] = iso.exec(params.time) ?? []
  if (minutes !== undefined && Number(minutes) < 60) return { minutes: Number(minutes) }
  const text = params.time.slice(0, 40)
  throw invalidFields('metrics.bad-time', [fieldProblem('params.time', 'metrics.bad-time', { text })])
}

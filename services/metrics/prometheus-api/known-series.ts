import type { Reply } from '../../../kit/service/service.ts'
import type { Matcher } from '../../../kit/telemetry/series/matcher.ts'
import { type Labels, nameLabel } from '../../../kit/telemetry/series/sample.ts'
import { PromqlError, parseError } from '../promql/errors.ts'
import { metricOf } from '../promql/evaluation/metric.ts'
import { tenant } from '../series/read-points.ts'
import { failure, success } from './answers.ts'
import type { MetadataCache } from './metadata-cache.ts'
import type { PrometheusDeps } from './prometheus-deps.ts'
import { selectorsParam, timeParam } from './read-params.ts'

type Deps = Pick<PrometheusDeps, 'telemetry' | 'elsewhere' | 'clock'>
type Asked = {
  readonly 'match[]'?: string | readonly string[]
  readonly start?: string
  readonly end?: string
  readonly limit?: string
}

/** More than a person or a Grafana can use. */
const mostSeries = 10_000

const hourMs = 3_600_000

/** Sets of labels, the name among them, of series that have samples since `start`; of others' series, in the last hour. */
async function labelSets(deps: Deps, asked: Asked, isRequired = false): Promise<readonly Labels[]> {
  const selectors = selectorsParam(asked['match[]'])
  if (isRequired && selectors.length === 0) throw parseError('no match[] parameter provided')
  const since = timeParam('start', asked.start, 0)
  timeParam('end', asked.end, since)
  const now = deps.clock.now()
  const found = new Map<string, Labels>()
  const add = (labels: Labels) => found.set(metricOf(labels).key, labels)
  for (const matchers of selectors.length > 0 ? selectors : [[] as readonly Matcher[]]) {
    for (const { name, labels, points } of deps.telemetry.last(tenant, matchers)) {
      const [newest] = points[0] ?? []
      if ((newest ?? -1) >= since) add({ [nameLabel]: name, ...labels })
    }
    const others = since > now ? [] : await deps.elsewhere(matchers, Math.max(since, now - hourMs), now)
    for (const { labels } of others) add(labels)
  }
  return [...found.values()]
}

const limited = <Item>(items: readonly Item[], limit = ''): readonly Item[] => {
  const most = Number(limit) > 0 ? Math.min(Number(limit), mostSeries) : mostSeries
  return items.slice(0, most)
}

const sorted = (texts: Iterable<string>): readonly string[] => [...new Set(texts)].sort()

export const findSeries = (deps: Deps, asked: Asked): Promise<Reply> =>
  answered(async () => limited(await labelSets(deps, asked, true), asked.limit))

export const findLabels = (deps: Deps, asked: Asked): Promise<Reply> =>
  answered(async () => limited(sorted((await labelSets(deps, asked)).flatMap(Object.keys)), asked.limit))

export const findLabelValues = (deps: Deps, name: string, asked: Asked): Promise<Reply> =>
  answered(async () => {
    if (!/^[a-zA-Z_]\w*$/.test(name)) throw parseError(`invalid label name: ${JSON.stringify(name)}`)
    return limited(sorted((await labelSets(deps, asked)).flatMap(labels => labels[name] ?? [])), asked.limit)
  })

/** What senders say of their metrics, and the units that are known here. */
export function findMetadata(
  { telemetry }: Pick<Deps, 'telemetry'>,
  cache: MetadataCache,
  { metric, limit }: { readonly metric?: string; readonly limit?: string },
): Reply {
  const match: readonly Matcher[] = metric ? [{ label: nameLabel, is: '=', value: metric }] : []
  const units = new Map(telemetry.series(tenant, match).map(({ name, unit }) => [name, unit ?? '']))
  const names = limited(sorted([...units.keys(), ...cache.names(metric)]), limit)
  const described = names.map(name => {
    const { type, help, unit } = cache.of(name) ?? { type: 'unknown', help: '', unit: units.get(name) ?? '' }
    return [name, [{ type, help, unit }]] as const
  })
  return success(Object.fromEntries(described))
}

async function answered(read: () => Promise<unknown>): Promise<Reply> {
  try {
    return success(await read())
  } catch (thrown) {
    if (thrown instanceof PromqlError) return failure(thrown)
    throw thrown
  }
}

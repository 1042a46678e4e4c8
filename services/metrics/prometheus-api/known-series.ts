import type { Reply } from '../../../kit/service/service.ts'
import type { Matcher } from '../../../kit/telemetry/series/matcher.ts'
import { type Labels, nameLabel } from '../../../kit/telemetry/series/sample.ts'
import { PromqlError, parseError } from '../promql/errors.ts'
import { tenant } from '../series/read-points.ts'
import { failure, success } from './answers.ts'
import type { MetadataCache } from './metadata-cache.ts'
import type { PrometheusDeps } from './prometheus-deps.ts'
import { selectorsParam, timeParam } from './read-params.ts'

type Deps = Pick<PrometheusDeps, 'telemetry'>
type Asked = {
  readonly 'match[]'?: string | readonly string[]
  readonly start?: string
  readonly end?: string
  readonly limit?: string
}

/** More than a person or a Grafana can use. */
const mostSeries = 10_000

/** Sets of labels, the name among them, of series that have samples since `start`. */
function labelSets({ telemetry }: Deps, asked: Asked, isRequired = false): readonly Labels[] {
  const selectors = selectorsParam(asked['match[]'])
  if (isRequired && selectors.length === 0) throw parseError('no match[] parameter provided')
  const since = timeParam('start', asked.start, 0)
  timeParam('end', asked.end, since)
  const found = new Map<number, Labels>()
  for (const matchers of selectors.length > 0 ? selectors : [[] as readonly Matcher[]]) {
    for (const { id, name, labels, points } of telemetry.last(tenant, matchers)) {
      const [newest = -1] = points[0] ?? []
      if ((newest ?? -1) >= since) found.set(id, { [nameLabel]: name, ...labels })
    }
  }
  return [...found.values()]
}

const limited = <Item>(items: readonly Item[], limit = ''): readonly Item[] => {
  const most = Number(limit) > 0 ? Math.min(Number(limit), mostSeries) : mostSeries
  return items.slice(0, most)
}

const sorted = (texts: Iterable<string>): readonly string[] => [...new Set(texts)].sort()

export const findSeries = (deps: Deps, asked: Asked): Reply =>
  answered(() => limited(labelSets(deps, asked, true), asked.limit))

export const findLabels = (deps: Deps, asked: Asked): Reply =>
  answered(() => limited(sorted(labelSets(deps, asked).flatMap(Object.keys)), asked.limit))

export const findLabelValues = (deps: Deps, name: string, asked: Asked): Reply =>
  answered(() => {
    if (!/^[a-zA-Z_]\w*$/.test(name)) throw parseError(`invalid label name: ${JSON.stringify(name)}`)
    return limited(sorted(labelSets(deps, asked).flatMap(labels => labels[name] ?? [])), asked.limit)
  })

/** What senders say of their metrics, and the units that are known here. */
export function findMetadata(
  { telemetry }: Deps,
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

function answered(read: () => unknown): Reply {
  try {
    return success(read())
  } catch (thrown) {
    if (thrown instanceof PromqlError) return failure(thrown)
    throw thrown
  }
}

import type { ProviderState } from '../../../../contracts/providers.ts'
import { incident, reading, unreadable } from '../reading/adapter.ts'
import { earliestOf, latestOf, oneLine, plainText, timeOf } from '../reading/fields.ts'
import type { FeedEntry, ParsedFeed } from '../reading/xml.ts'
import { awsCatalogue, awsComponent, awsRegions, splitService } from './places.ts'

type Update = {
  readonly key: string
  readonly at: string
  readonly title: string
  readonly over: boolean
  readonly impact: ProviderState
  readonly text: string
}

const meanings: readonly [prefix: RegExp, impact: ProviderState][] = [
  [/^service disruption:/i, 'major_outage'],
  [/^(service impact|service degradation|performance issues):/i, 'degraded'],
  [/^informational message:/i, 'operational'],
  [/^service is operating normally:/i, 'operational'],
]

/**
 * The newest fifty updates of all services. Those of one incident have no common id, only the service and region in
 * theirs: an incident ends with what is resolved, or where nothing follows for a day.
 */
export function readAwsHistory({ title, updated, entries }: ParsedFeed) {
  if (!/amazon web services/i.test(title)) throw unreadable('provider.not-aws')
  const byKey = Map.groupBy(entries.map(readUpdate), ({ key }) => key)
  const incidents = [...byKey].flatMap(([key, updates]) => incidentsOf(key, updates))
  return reading({
    decided_by: 'incidents',
    source_updated_at: timeOf(updated),
    guessed: true,
    incidents,
    components: awsCatalogue,
    regions: awsRegions,
  })
}

function readUpdate({ id, title, published, html }: FeedEntry): Update {
  const key = /#(.+)_\d+$/.exec(id)?.[1]
  const at = timeOf(published)
  if (!key || !at) throw unreadable('provider.entry-undated')
  return {
    key,
    at,
    title: oneLine(title),
    over: /\[RESOLVED\]/i.test(title),
    impact: meanings.find(([prefix]) => prefix.test(title))?.[1] ?? 'unknown',
    text: plainText(html),
  }
}

const dayMs = 86_400_000

/** Only the last group of updates may be open: what came after an older one shows that it is over. */
function incidentsOf(key: string, updates: readonly Update[]) {
  const groups: Update[][] = []
  for (const update of updates.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
    const last = groups.at(-1)
    const before = last?.at(-1)
    const follows = before && !before.over && Date.parse(update.at) - Date.parse(before.at) <= dayMs
    if (last && follows) last.push(update)
    else groups.push([update])
  }
  return groups.map((group, index) => incidentOf(key, group, index === groups.length - 1))
}

function incidentOf(key: string, group: readonly Update[], newest: boolean) {
  const { service, region } = splitService(key)
  const last = group.at(-1)
  const started_at = earliestOf(...group.map(({ at }) => at))
  const open = newest && last?.over !== true
  const impact = open ? (last?.impact ?? 'unknown') : 'operational'
  const many = service === 'multipleservices'
  return incident({
    id: `${key}_${started_at}`,
    title: last?.title ?? key,
    phase: open ? 'investigating' : 'resolved',
    impact,
    started_at,
    updated_at: latestOf(...group.map(({ at }) => at)),
    resolved_at: open ? null : (last?.at ?? null),
    url: 'https://health.aws.amazon.com/health/status',
    components: many ? [] : [service],
    regions: region ? [region] : [],
    updates: group.map(({ at, text }) => ({ at, phase: 'investigating', text })),
    ...(many ? {} : { parts: [awsComponent(key, service, impact)] }),
  })
}

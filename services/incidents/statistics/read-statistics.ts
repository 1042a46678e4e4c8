import type { ComponentRef } from '../../../contracts/common-schemas.ts'
import type { GetIncidentStats, IncidentStats } from '../../../contracts/incidents/incident-statistics.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Request } from '../../../kit/service/service.ts'
import { impactRank } from '../signals/episode.ts'
import { common, monthsBetween, type Period, periodOf, secondsWithin } from './statistics.ts'
import type { ComponentTotals, StatisticsStore } from './statistics-store.ts'

type Deps = { readonly statistics: StatisticsStore; readonly clock: Clock; readonly timeZone: string }

export async function readStatistics(
  { statistics, clock, timeZone }: Deps,
  { query }: Request<typeof GetIncidentStats>,
): Promise<IncidentStats> {
  const period = periodOf(query)
  const totals = await statistics.totals(period)
  const components = new Map((await statistics.byComponent(period)).map(one => [one.id, row(one)]))
  const add = (ref: ComponentRef, seconds: number): void => {
    const none = { ...ref, total: 0, open: 0, resolved: 0, mean_s: null }
    const one = components.get(ref.id) ?? row(none)
    components.set(ref.id, { ...one, down_s: one.down_s + seconds })
  }
  for (const outage of await statistics.wholeOutages(period)) add(outage, outage.down_s)
  for (const outage of await statistics.partialOutages(period))
    add(outage, secondsWithin(outage, period, iso(clock.now())))
  const by_component = [...components.values()].sort((a, b) => b.down_s - a.down_s || b.total - a.total)
  const by_impact = (await statistics.byImpact(period)).sort((a, b) => impactRank(b.impact) - impactRank(a.impact))
  return { ...totals, by_component, by_impact, by_month: await byMonth(statistics, period, timeZone) }
}

async function byMonth(
  statistics: StatisticsStore,
  period: Period,
  time_zone: string,
): Promise<IncidentStats['by_month']> {
  const { first, last } = await statistics.extent(period)
  if (first === null || last === null) return []
  const months: IncidentStats['by_month'] = []
  for (const { month, ...whole } of monthsBetween(first, last, time_zone)) {
    const { total, open, resolved, mean_s } = await statistics.totals(common(period, whole))
    months.push({ month, total, open, resolved, mean_s })
  }
  return months
}

function row({ id, slug, name, ...counts }: ComponentTotals): IncidentStats['by_component'][number] {
  return { component: { id, slug, name }, ...counts, down_s: 0 }
}

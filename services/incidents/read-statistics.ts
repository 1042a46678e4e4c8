import type { GetIncidentStats, IncidentStats } from '../../contracts/incidents.ts'
import type { ComponentRef } from '../../contracts/vocabulary.ts'
import { iso } from '../../kit/clock.ts'
import type { Input } from '../../kit/operation.ts'
import { periodOf, secondsWithin } from './statistics.ts'
import type { ComponentTotals, StatisticsStore } from './statistics-store.ts'

export async function readStatistics(
  statistics: StatisticsStore,
  query: Input<typeof GetIncidentStats>['query'],
  nowMs: number,
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
  for (const outage of await statistics.partialOutages(period)) add(outage, secondsWithin(outage, period, iso(nowMs)))
  const by_component = [...components.values()].sort((a, b) => b.down_s - a.down_s || b.total - a.total)
  return { ...totals, by_component }
}

function row({ id, slug, name, ...counts }: ComponentTotals): IncidentStats['by_component'][number] {
  return { component: { id, slug, name }, ...counts, down_s: 0 }
}

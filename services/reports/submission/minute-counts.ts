import type { ReportCategory } from '../../../contracts/reports.ts'
import { type Minute, noReports } from '../surges/surge.ts'

export type Counts = Minute & { readonly categories: Readonly<Partial<Record<ReportCategory, number>>> }
export type CountsByComponent = ReadonlyMap<string, Counts>

export const noCounts: Counts = { ...noReports, categories: {} }

export type CountedReport = {
  readonly category: ReportCategory
  readonly weight: number
  readonly proven: boolean
  /** It is the first of its network in this surge; the same among those with a proof of work. */
  readonly new_network: boolean
  readonly new_proven_network: boolean
}

export function countsOf({ category, weight, proven, new_network, new_proven_network }: CountedReport): Counts {
  return {
    weight,
    reporters: 1,
    networks: Number(new_network),
    proven: {
      weight: proven ? weight : 0,
      reporters: Number(proven),
      networks: Number(new_proven_network),
    },
    categories: { [category]: weight },
  }
}

export function sum(a: Counts, b: Counts): Counts {
  const categories = { ...a.categories }
  for (const [category, weight] of Object.entries(b.categories) as [ReportCategory, number][]) {
    categories[category] = (categories[category] ?? 0) + weight
  }
  return {
    weight: a.weight + b.weight,
    reporters: a.reporters + b.reporters,
    networks: a.networks + b.networks,
    proven: {
      weight: a.proven.weight + b.proven.weight,
      reporters: a.proven.reporters + b.proven.reporters,
      networks: a.proven.networks + b.proven.networks,
    },
    categories,
  }
}

export function addTo(all: Map<string, Counts>, component_id: string, counts: Counts): void {
  const before = all.get(component_id)
  all.set(component_id, before ? sum(before, counts) : counts)
}

import type { ReportCategory } from '../../../contracts/reports.ts'
import { type Minute, noReports } from '../surges/surge.ts'

/** What came for one component in one minute. */
export type Tally = Minute & { readonly categories: Readonly<Partial<Record<ReportCategory, number>>> }
/** By id of the component. */
export type Tallies = ReadonlyMap<string, Tally>

export const noTally: Tally = { ...noReports, categories: {} }

/** What one report adds after all caps. */
export type Counted = {
  readonly category: ReportCategory
  readonly weight: number
  readonly proven: boolean
  /** It is the first of its network in this surge; the same among those with a proof of work. */
  readonly new_network: boolean
  readonly new_proven_network: boolean
}

export function tallyOf({ category, weight, proven, new_network, new_proven_network }: Counted): Tally {
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

export function sum(a: Tally, b: Tally): Tally {
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

export function addTo(tallies: Map<string, Tally>, component_id: string, tally: Tally): void {
  const before = tallies.get(component_id)
  tallies.set(component_id, before ? sum(before, tally) : tally)
}

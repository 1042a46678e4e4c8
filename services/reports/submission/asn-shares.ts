const mostShare = 0.4
/** As much as one network may say: the first reports of all come from one system. */
const leastWeight = 2
const halfMinutes = 180

type Shares = { half: number; now: Map<string, number>; before: Map<string, number> }
export type Admission = {
  readonly component_id: string
  readonly system: string
  readonly weight: number
  readonly minute: number
}

/** How much each autonomous system weighs among the reports of a component in the last hours (three to six). */
export class SystemShares {
  readonly #components = new Map<string, Shares>()

  /** How much of the weight is let in. */
  admit({ component_id, system, weight, minute }: Admission): number {
    const shares = this.#sharesOf(component_id, Math.floor(minute / halfMinutes))
    const mine = (shares.now.get(system) ?? 0) + (shares.before.get(system) ?? 0)
    const total = totalOf(shares.now) + totalOf(shares.before)
    const most = Math.max(leastWeight, mostShare * (total + weight))
    const admitted = Math.max(0, Math.min(weight, most - mine))
    shares.now.set(system, (shares.now.get(system) ?? 0) + admitted)
    return admitted
  }

  #sharesOf(component_id: string, half: number): Shares {
    const known = this.#components.get(component_id)
    if (known?.half === half) return known
    const shares = { half, now: new Map(), before: known?.half === half - 1 ? known.now : new Map() }
    this.#components.set(component_id, shares)
    return shares
  }
}

const totalOf = (weights: ReadonlyMap<string, number>): number => weights.values().reduce((sum, one) => sum + one, 0)

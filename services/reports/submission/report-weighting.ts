import type { ReportCategory } from '../../../contracts/reports.ts'
import type { AsnOf } from './asn-database.ts'
import type { CountedReport } from './minute-counts.ts'
import type { ReporterKeys } from './reporter-keys.ts'
import type { Sender } from './sender.ts'

export type Report = {
  readonly component_id: string
  readonly category: ReportCategory
  readonly sender: Sender
  readonly proven: boolean
  readonly minute: number
  /** Minute in which the present surge of the component began to pile up; null when there is none. */
  readonly since: number | null
}

/** The counted reports of one network for one component. */
type NetworkReports = { readonly minute: number; readonly homes: string[]; counted: number; proven: number }

const onceInMinutes = 360
const perNetwork = 2
const unprovenWeight = 0.25
const otherWeight = 0.5
/** Beyond so many a second for one component the others are a sample: the surge is plain to see. */
const perSecond = 50
const sampled = 0.1
/** About 40 MB at the most. The oldest go first, so under a flood of networks a report may count again sooner. */
const mostNetworks = 300_000

export type WeightingOptions = {
  readonly keys: ReporterKeys
  readonly random: () => number
  /** The autonomous system of an address, where the operator supplied a database; without one networks stand for them. */
  readonly asnOf?: AsnOf | undefined
}

/**
 * What one report counts. The first of a household counts, two households of a network, and no autonomous system alone
 * for more than its share.
 */
export class ReportWeighting {
  readonly #options: WeightingOptions
  readonly #networks = new Map<string, NetworkReports>()
  readonly #shares = new AsnShares()
  #second = 0
  #inSecond = new Map<string, number>()

  constructor(options: WeightingOptions) {
    this.#options = options
  }

  /** Whether a report that comes now is weighed. */
  isSampled(component_id: string, now: number): boolean {
    const second = Math.floor(now / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#inSecond = new Map()
    }
    const before = this.#inSecond.get(component_id) ?? 0
    this.#inSecond.set(component_id, before + 1)
    return before < perSecond || this.#options.random() < sampled
  }

  weigh(report: Report): CountedReport | null {
    const { component_id, category, sender, proven, minute } = report
    this.#forget(minute)
    const { keys, asnOf } = this.#options
    const names = keys.names(sender.network, component_id)
    const homes = keys.names(sender.home, component_id)
    const network = names.map(name => this.#networks.get(name)).find(one => one !== undefined)
    if (network && (network.homes.length >= perNetwork || homes.some(home => network.homes.includes(home)))) return null
    const full = (proven ? 1 : unprovenWeight) * (category === 'other' ? otherWeight : 1)
    const asn = asnOf?.(sender.address)
    const weight = asn ? this.#shares.admit({ component_id, asn, weight: full, minute }) : full
    return {
      category,
      weight,
      proven,
      ...this.#remember(network, { ...report, name: names[0] ?? '', home: homes[0] ?? '' }),
    }
  }

  get size(): number {
    return this.#networks.size
  }

  #remember(
    found: NetworkReports | undefined,
    { name, home, minute, proven, since }: Report & { name: string; home: string },
  ): Pick<CountedReport, 'new_network' | 'new_proven_network'> {
    const known = found ?? { minute, homes: [], counted: -1, proven: -1 }
    if (!found) this.#networks.set(name, known)
    const begun = since ?? minute
    const news = { new_network: known.counted < begun, new_proven_network: proven && known.proven < begun }
    known.homes.push(home)
    known.counted = minute
    if (proven) known.proven = minute
    return news
  }

  #forget(minute: number): void {
    for (const [name, network] of this.#networks) {
      if (minute - network.minute < onceInMinutes && this.#networks.size <= mostNetworks) return
      this.#networks.delete(name)
    }
  }
}

const mostShare = 0.4
/** As much as one network may say: the first reports of all come from one system. */
const leastWeight = 2
const halfMinutes = 180

type Shares = { half: number; now: Map<string, number>; before: Map<string, number> }
type Admission = {
  readonly component_id: string
  readonly asn: string
  readonly weight: number
  readonly minute: number
}

/** How much each autonomous system weighs among the reports of a component in the last hours (three to six). */
class AsnShares {
  readonly #components = new Map<string, Shares>()

  admit({ component_id, asn, weight, minute }: Admission): number {
    const shares = this.#sharesOf(component_id, Math.floor(minute / halfMinutes))
    const mine = (shares.now.get(asn) ?? 0) + (shares.before.get(asn) ?? 0)
    const total = totalOf(shares.now) + totalOf(shares.before)
    const most = Math.max(leastWeight, mostShare * (total + weight))
    const admitted = Math.max(0, Math.min(weight, most - mine))
    shares.now.set(asn, (shares.now.get(asn) ?? 0) + admitted)
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

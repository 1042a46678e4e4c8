import type { ReportCategory } from '../../../contracts/reports.ts'
import type { SystemOf } from './asn-database.ts'
import { SystemShares } from './asn-shares.ts'
import type { Counted } from './minute-counts.ts'
import type { ReporterKeys } from './reporter-keys.ts'
import type { Sender } from './sender-network.ts'

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
type Heard = { readonly minute: number; readonly homes: string[]; counted: number; proven: number }

const onceInMinutes = 360
const perNetwork = 2
const unprovenWeight = 0.25
const otherWeight = 0.5
/** Beyond so many a second for one component the others are a sample: the surge is plain to see. */
const perSecond = 50
const sampled = 0.1
/** About 40 MB at the most. The oldest go first, so under a flood of networks a report may count again sooner. */
const mostHeard = 300_000

export type WeigherOptions = {
  readonly keys: ReporterKeys
  readonly random: () => number
  /** The autonomous system of an address, where the operator supplied a database; without one networks stand for them. */
  readonly systemOf?: SystemOf | undefined
}

/**
 * What one report counts. The first of a household counts, two households of a network, and no autonomous system alone
 * for more than its share.
 */
export class Weigher {
  readonly #options: WeigherOptions
  readonly #heard = new Map<string, Heard>()
  readonly #shares = new SystemShares()
  #second = 0
  #inSecond = new Map<string, number>()

  constructor(options: WeigherOptions) {
    this.#options = options
  }

  /** Whether a report that comes now is looked at. */
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

  /** Null when it counts nothing. */
  weigh(report: Report): Counted | null {
    const { component_id, category, sender, proven, minute } = report
    this.#forget(minute)
    const { keys, systemOf } = this.#options
    const names = keys.names(sender.network, component_id)
    const homes = keys.names(sender.home, component_id)
    const heard = names.map(name => this.#heard.get(name)).find(found => found !== undefined)
    if (heard && (heard.homes.length >= perNetwork || homes.some(home => heard.homes.includes(home)))) return null
    const full = (proven ? 1 : unprovenWeight) * (category === 'other' ? otherWeight : 1)
    const system = systemOf?.(sender.address)
    const weight = system ? this.#shares.admit({ component_id, system, weight: full, minute }) : full
    return {
      category,
      weight,
      proven,
      ...this.#remember(heard, { ...report, name: names[0] ?? '', home: homes[0] ?? '' }),
    }
  }

  get size(): number {
    return this.#heard.size
  }

  #remember(
    heard: Heard | undefined,
    { name, home, minute, proven, since }: Report & { name: string; home: string },
  ): Pick<Counted, 'new_network' | 'new_proven_network'> {
    const known = heard ?? { minute, homes: [], counted: -1, proven: -1 }
    if (!heard) this.#heard.set(name, known)
    const begun = since ?? minute
    const news = { new_network: known.counted < begun, new_proven_network: proven && known.proven < begun }
    known.homes.push(home)
    known.counted = minute
    if (proven) known.proven = minute
    return news
  }

  #forget(minute: number): void {
    for (const [name, heard] of this.#heard) {
      if (minute - heard.minute < onceInMinutes && this.#heard.size <= mostHeard) return
      this.#heard.delete(name)
    }
  }
}

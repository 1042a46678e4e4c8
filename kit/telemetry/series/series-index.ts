import type { Head } from '../head.ts'
import { type Matcher, matching } from './matcher.ts'
import { givenLabels, keyOf, type Labels, looseKeyOf, type Sample } from './sample.ts'

/** What a service wants to know of a series besides its labels, which never change. */
export type Meta = Readonly<Record<string, string | number | boolean>>
export type Description = { readonly unit: string | null; readonly meta: Meta | null }

export type SeriesRow = {
  readonly id: number
  readonly tenant: string
  readonly name: string
  readonly labels: Labels
  readonly unit: string | null
  readonly meta: Meta | null
  readonly class: string
  readonly first_at: number
  readonly last_at: number
  /** Null: the series has ended. */
  readonly last_value: number | null
}

/** A series as it is known in memory, with what of it is not in the database yet. */
export type Series = {
  readonly id: number
  readonly tenant: string
  readonly name: string
  readonly labels: Labels
  readonly labelCount: number
  unit: string | null
  meta: Meta | null
  readonly class: string
  first_at: number
  last_at: number
  last_value: number
  /** The one that was written to last. */
  head: Head | null
  /** By block; null while there are none. */
  heads: Map<number, Head> | null
  /** On their way into the database. */
  frozen: Map<number, Head> | null
  /** The one that came after it last time. */
  next: Series | null
  /** It was deleted; whoever still leads to it is not followed. */
  isGone: boolean
}

type Tenant = { readonly byKey: Map<string, Series>; readonly byLooseKey: Map<string, Series> }

/** All series of one store. */
export class SeriesIndex {
  readonly #tenants = new Map<string, Tenant>()
  readonly #byId = new Map<number, Series>()
  #last: Series | null = null

  get size(): number {
    return this.#byId.size
  }

  countOf(tenant: string): number {
    return this.#tenants.get(tenant)?.byKey.size ?? 0
  }

  add(row: SeriesRow): Series {
    const last_value = row.last_value ?? Number.NaN
    const labelCount = Object.keys(row.labels).length
    const series: Series = {
      ...row,
      labelCount,
      last_value,
      head: null,
      heads: null,
      frozen: null,
      next: null,
      isGone: false,
    }
    this.#tenantOf(row.tenant).byKey.set(keyOf(row.name, row.labels), series)
    this.#byId.set(row.id, series)
    return series
  }

  byId(id: number): Series | undefined {
    return this.#byId.get(id)
  }

  byKey(tenant: string, key: string): Series | undefined {
    return this.#tenants.get(tenant)?.byKey.get(key)
  }

  /** Whoever sends much sends it in the same order again: a comparison is a third of a look-up. */
  of(tenant: string, sample: Sample): Series | undefined {
    const guess = this.#last?.next
    const series = guess && isOf(guess, tenant, sample) ? guess : this.#find(tenant, sample)
    if (series && this.#last) this.#last.next = series
    this.#last = series ?? null
    return series
  }

  /** Labels that were seen in this order are found by one look-up. */
  #find(tenant: string, sample: Sample): Series | undefined {
    const { byKey, byLooseKey } = this.#tenantOf(tenant)
    const loose = looseKeyOf(sample)
    const seen = byLooseKey.get(loose)
    if (seen) return seen
    const series = byKey.get(keyOf(sample.name, givenLabels(sample.labels)))
    // Whoever sends labels in ever another order fills no memory with it.
    if (byLooseKey.size > 4 * byKey.size + 100) byLooseKey.clear()
    if (series) byLooseKey.set(loose, series)
    return series
  }

  match(tenant: string, matchers: readonly Matcher[]): Series[] {
    const all = this.#tenants.get(tenant)?.byKey.values() ?? []
    return [...all].filter(matching(matchers))
  }

  all(): Iterable<Series> {
    return this.#byId.values()
  }

  remove(series: Series): void {
    const { id, tenant, name, labels } = series
    series.isGone = true
    this.#byId.delete(id)
    const known = this.#tenants.get(tenant)
    known?.byKey.delete(keyOf(name, labels))
    known?.byLooseKey.clear()
    if (known?.byKey.size === 0) this.#tenants.delete(tenant)
  }

  #tenantOf(name: string): Tenant {
    const known = this.#tenants.get(name)
    if (known) return known
    const tenant: Tenant = { byKey: new Map(), byLooseKey: new Map() }
    this.#tenants.set(name, tenant)
    return tenant
  }
}

function isOf(series: Series, tenant: string, { name, labels }: Sample): boolean {
  if (series.isGone || series.name !== name || series.tenant !== tenant) return false
  let count = 0
  for (const label in labels) {
    count += 1
    if (series.labels[label] !== labels[label]) return false
  }
  return count === series.labelCount
}

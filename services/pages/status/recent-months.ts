import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import {
  boundsOf,
  type HistoryMonth,
  keptPages,
  listedPerMonth,
  monthOf,
  monthsBackFrom,
  monthsPerPage,
} from './history.ts'
import type { PublicStatusStore } from './public-status-store.ts'
import type { StatusCopy } from './status-copy.ts'

export type RecentMonthsParts = {
  readonly copy: StatusCopy
  readonly store: PublicStatusStore
  readonly clock: Clock
  readonly time_zone: string
  readonly changed: () => void
}

/** Keeps the months that are rendered ahead; a month is read again when an incident that began in it changed. */
export class RecentMonths {
  readonly #parts: RecentMonthsParts
  readonly #changed = new Set<string>()
  /** The newest of the months that were read; empty when all are to be read. */
  #newest = ''

  constructor(parts: RecentMonthsParts) {
    this.#parts = parts
  }

  incidentChanged(startedAt: string): void {
    this.#changed.add(monthOf(this.#parts.time_zone, Date.parse(startedAt)))
  }

  async refresh(): Promise<void> {
    const { copy, store, clock, time_zone, changed } = this.#parts
    const newest = monthOf(time_zone, clock.now())
    const all = newest !== this.#newest
    if (!all && this.#changed.size === 0) return
    const kept = monthsBackFrom(newest, monthsPerPage * keptPages)
    const wanted = kept.filter(month => all || this.#changed.has(month))
    this.#changed.clear()
    this.#newest = ''
    copy.setMonths(await readMonths(store, time_zone, wanted), kept, await store.firstStart())
    this.#newest = newest
    changed()
  }
}

export async function readMonths(
  store: PublicStatusStore,
  timeZone: string,
  months: readonly string[],
): Promise<readonly HistoryMonth[]> {
  return Promise.all(
    months.map(async month => {
      const { from, to } = boundsOf(timeZone, month)
      const { total, incidents } = await store.incidentsBetween(iso(from), iso(to), listedPerMonth)
      return { month, total, incidents: incidents.map(incident => ({ ...incident, updates: [] })) }
    }),
  )
}

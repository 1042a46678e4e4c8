import { unknownSince } from '../../../contracts/incidents/unknown-since.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { UptimeBars } from '../charts/uptime-bars.ts'
import { type AvailableFeatures, noFeatures } from '../requests/available-features.ts'
import type { HistoryMonth } from './history.ts'
import { byState, type NoticeKind, type NoticeKinds, shownAnnouncements, shownMaintenances } from './public-notices.ts'
import {
  byGravity,
  byPosition,
  isOpen,
  isRecent,
  type KnownComponent,
  latestCount,
  newerOf,
  newestFirst,
  type PublicComponent,
  type PublicIncident,
  type PublicStatus,
} from './public-status.ts'

/** The state of everything as pages show it, in memory. News may come late, twice and out of order: the newest stays. */
export class StatusCopy {
  readonly #components = new Map<string, KnownComponent>()
  readonly #incidents = new Map<string, PublicIncident>()
  readonly #uptimeBars = new Map<string, UptimeBars>()
  readonly #notices: { readonly [Kind in NoticeKind]: Map<string, NoticeKinds[Kind]> } = {
    maintenance: new Map(),
    announcement: new Map(),
    provider: new Map(),
    chart: new Map(),
  }
  readonly #asked = new Map<string, string | null>()
  readonly #months = new Map<string, HistoryMonth>()
  features: AvailableFeatures = noFeatures
  #first: string | null = null

  /** Whether it was news. */
  setComponent(known: KnownComponent): boolean {
    const before = this.#components.get(known.component.id)
    const after = before ? newerOf(before, known) : known
    this.#components.set(known.component.id, after)
    return after !== before
  }

  setIncident(incident: PublicIncident): boolean {
    const before = this.#incidents.get(incident.id)
    if (before && before.revision >= incident.revision) return false
    this.#incidents.set(incident.id, incident)
    return true
  }

  /** Undefined: it is gone. */
  setNotice(kind: NoticeKind, id: string, value: NoticeKinds[NoticeKind] | undefined): void {
    const known = this.#notices[kind] as Map<string, NoticeKinds[NoticeKind]>
    if (value === undefined) known.delete(id)
    else known.set(id, value)
  }

  notices<Kind extends NoticeKind>(kind: Kind): readonly NoticeKinds[Kind][] {
    return [...this.#notices[kind].values()]
  }

  /** When each provider was last asked. */
  setCheckedAt(asked: Iterable<readonly [id: string, at: string | null]>): void {
    for (const [id, at] of asked) this.#asked.set(id, at)
  }

  setUptimeBars(slug: string, uptimeBars: UptimeBars): void {
    this.#uptimeBars.set(slug, uptimeBars)
  }

  /** What was read of months, and which months are to be kept. */
  setMonths(read: readonly HistoryMonth[], kept: readonly string[], first: string | null): void {
    for (const month of read) this.#months.set(month.month, month)
    for (const month of this.#months.keys()) if (!kept.includes(month)) this.#months.delete(month)
    this.#first = first
  }

  get isEmpty(): boolean {
    return this.#components.size === 0 && this.#incidents.size === 0
  }

  components(): readonly PublicComponent[] {
    return [...this.#components.values()]
      .filter(known => !known.archived)
      .map(known => known.component)
      .sort(byPosition)
  }

  picture(slug: string): UptimeBars | undefined {
    return this.#uptimeBars.get(slug)
  }

  incident(idOrNumber: string): PublicIncident | undefined {
    const known = this.#incidents.get(idOrNumber)
    return known ?? this.#incidents.values().find(incident => incident.number === idOrNumber)
  }

  /** Forgets on the way which incidents are neither recent nor among the latest; the store still has them. */
  status(now: number): PublicStatus {
    const open: PublicIncident[] = []
    const recent: PublicIncident[] = []
    const all = [...this.#incidents.values()].sort(newestFirst)
    const latest = all.slice(0, latestCount)
    const kept = new Set(latest)
    for (const incident of all) {
      if (isOpen(incident)) open.push(incident)
      else if (isRecent(incident, now)) recent.push(incident)
      else if (!kept.has(incident)) this.#incidents.delete(incident.id)
    }
    return {
      components: this.components(),
      open: open.sort(byGravity),
      recent,
      latest,
      history: {
        months: [...this.#months.values()].sort((a, b) => (a.month < b.month ? 1 : -1)),
        first: this.#first,
      },
      maintenances: shownMaintenances(this.notices('maintenance'), now),
      announcements: shownAnnouncements(this.notices('announcement'), now),
      providers: this.notices('provider')
        .map(one => ({ ...one, checked_at: this.#asked.get(one.id) ?? null }))
        .sort(byState),
      charts: this.notices('chart').toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      features: this.features,
      uptime: this.#uptimeBars,
    }
  }
}

/** What was last stored may no longer be so: of what is watched nothing is known since then. What is planned is still so. */
export function knownStatus(status: PublicStatus, unstored_since: number | null): PublicStatus {
  if (unstored_since === null) return status
  const since = iso(unstored_since)
  return { ...status, components: status.components.map(one => unknownSince(one, since)), unstored_since: since }
}

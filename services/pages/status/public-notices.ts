import type { Announcement } from '../../../contracts/communications/announcements.ts'
import type { Maintenance } from '../../../contracts/incidents/maintenance.ts'
import type { ChartDrawn } from '../../../contracts/metrics/charts.ts'
import type { ProviderChanged, ProviderEvent, ProviderState } from '../../../contracts/providers.ts'
import type { News } from '../../../kit/read-copy/copy-definition.ts'
import type { EventData } from '../../../kit/service/event.ts'

/** Planned work, as everybody may see it. */
export type PublicMaintenance = Pick<
  Maintenance,
  'id' | 'title' | 'message' | 'status' | 'starts_at' | 'ends_at' | 'created_at' | 'revision'
> & { readonly components: readonly string[]; readonly component_ids: readonly string[] }

export type PublicAnnouncement = Pick<
  Announcement,
  'id' | 'title' | 'message' | 'level' | 'banner' | 'starts_at' | 'ends_at' | 'published_at'
>

/** A provider that we stand on, and what it says of itself. */
export type PublicProvider = {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly state: ProviderState
  readonly derived: boolean
  readonly since: string | null
  readonly reason: string | null
  /** When it was last asked, as far as we were told. */
  readonly checked_at?: string | null
  /** The worst first. */
  readonly components: readonly {
    readonly name: string
    readonly region: string | null
    readonly state: ProviderState
  }[]
  readonly events: readonly PublicProviderEvent[]
}

/** A chart as it was drawn last. */
export type PublicChart = Omit<EventData<typeof ChartDrawn>, 'revision' | 'gone'>

export type PublicProviderEvent = Pick<
  ProviderEvent,
  'id' | 'kind' | 'title' | 'phase' | 'impact' | 'started_at' | 'ends_at' | 'url'
>

/** What other services say that is shown as it is. */
export type NoticeKinds = {
  readonly maintenance: PublicMaintenance
  readonly announcement: PublicAnnouncement
  readonly provider: PublicProvider
  readonly chart: PublicChart
}
export type NoticeKind = keyof NoticeKinds

const dayMs = 86_400_000
/** Work that is over, and what was announced, is shown so long. */
const shownDays = 14
const componentsAtMost = 12
const eventsAtMost = 8

export function maintenanceNews(told: Maintenance): News<PublicMaintenance> {
  const { id, title, message, status, starts_at, ends_at, created_at, revision, components } = told
  const value = {
    id,
    title,
    message,
    status,
    starts_at,
    ends_at,
    created_at,
    revision,
    components: components.map(component => component.name),
    component_ids: components.map(component => component.id),
  }
  return { key: id, version: revision, value }
}

/** `saidAt`: when the news was told, in epoch ms; an announcement has no revision of its own. */
export function announcementNews(told: Announcement, saidAt: number): News<PublicAnnouncement> {
  const { id, title, message, level, banner, starts_at, ends_at, published_at } = told
  const value = { id, title, message, level, banner, starts_at, ends_at, published_at }
  return { key: id, version: saidAt, value }
}

export function providerNews(told: EventData<typeof ProviderChanged>): News<PublicProvider> {
  const { id, name, url, state, derived, since, reason, revision, archived } = told
  const components = told.components
    .filter(component => component.in_scope && component.state !== 'operational')
    .slice(0, componentsAtMost)
    .map(({ name, region, state }) => ({ name, region, state }))
  const events = [...told.incidents, ...told.maintenances]
    .filter(event => event.active && event.in_scope)
    .slice(0, eventsAtMost)
    .map(({ id, kind, title, phase, impact, started_at, ends_at, url }) => ({
      id,
      kind,
      title,
      phase,
      impact,
      started_at,
      ends_at,
      url,
    }))
  const value = { id, name, url, state, derived, since, reason, components, events }
  return { key: id, version: revision, value, gone: archived }
}

export function chartNews({ revision: _, gone, ...chart }: EventData<typeof ChartDrawn>): News<PublicChart> {
  return { key: chart.name, version: Date.parse(chart.drawn_at), value: chart, gone }
}

const levels = ['critical', 'warning', 'info'] as const

/** What stands at the top of the pages now, the most urgent first. */
export function bannersOf(announcements: readonly PublicAnnouncement[], now: number): readonly PublicAnnouncement[] {
  return announcements
    .filter(({ banner, starts_at, ends_at }) => {
      return banner && Date.parse(starts_at) <= now && (ends_at === null || now < Date.parse(ends_at))
    })
    .sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level) || later(a.published_at, b.published_at))
}

/** Runs or is planned, or is over not long ago; the soonest first. */
export function shownMaintenances(all: readonly PublicMaintenance[], now: number): readonly PublicMaintenance[] {
  return all
    .filter(({ status, ends_at }) => status !== 'cancelled' && Date.parse(ends_at) > now - shownDays * dayMs)
    .sort((a, b) => later(b.starts_at, a.starts_at))
}

export const isPlanned = ({ status }: PublicMaintenance): boolean => status === 'scheduled' || status === 'in_progress'

/** Not long ago, or still at the top of the pages. */
export function shownAnnouncements(all: readonly PublicAnnouncement[], now: number): readonly PublicAnnouncement[] {
  const banners = new Set(bannersOf(all, now))
  return all
    .filter(one => banners.has(one) || Date.parse(one.published_at) > now - shownDays * dayMs)
    .sort((a, b) => later(a.published_at, b.published_at))
}

const states: readonly ProviderState[] = [
  'major_outage',
  'partial_outage',
  'degraded',
  'unknown',
  'maintenance',
  'operational',
]

/** The worst first. */
export function byState(a: PublicProvider, b: PublicProvider): number {
  return states.indexOf(a.state) - states.indexOf(b.state) || a.name.localeCompare(b.name)
}

const later = (a: string, b: string): number => (a < b ? 1 : a > b ? -1 : 0)

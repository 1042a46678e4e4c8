import type { ComponentStatus, Impact, IncidentStatus } from '../../../contracts/common-schemas.ts'
import type { Component, Incident } from '../../../contracts/incidents/incidents.ts'
import type { Message } from '../../../contracts/messages/words.ts'
import type { UptimeBars } from '../charts/uptime-bars.ts'
import type { AvailableFeatures } from '../requests/available-features.ts'
import type { History } from './history.ts'
import type { PublicAnnouncement, PublicChart, PublicMaintenance, PublicProvider } from './public-notices.ts'

/** What everybody may know of a component. */
export type PublicComponent = Pick<
  Component,
  'id' | 'slug' | 'name' | 'group' | 'status' | 'since' | 'position' | 'suspected'
> & {
  /** Ids of the providers it stands on; copies of before do not say. */
  readonly providers?: readonly string[]
  /** The last state that was not `unknown`, and its revision; null when there never was one. */
  readonly last_known: { readonly status: ComponentStatus; readonly revision: number } | null
}

/** Archived ones are remembered: an old event must not bring them back. */
export type KnownComponent = {
  readonly component: PublicComponent
  readonly revision: number
  readonly archived: boolean
}

/** What everybody may know of an incident: no evidence, no addresses, no people, only public entries. */
export type PublicIncident = Pick<
  Incident,
  'id' | 'number' | 'title' | 'title_i18n' | 'status' | 'impact' | 'started_at' | 'resolved_at' | 'revision'
> & {
  readonly components: readonly string[]
  readonly component_ids: readonly string[]
  readonly updates: readonly PublicUpdate[]
  /** What it stands on that was in trouble; copies of before say nothing. */
  readonly causes?: readonly PublicCause[]
  /** When people were promised to hear more. */
  readonly next_update_at?: string | null
}

export type PublicCause = { readonly kind: string; readonly name: string; readonly since: string | null }

export type PublicUpdate = {
  readonly at: string
  readonly kind: string
  readonly status: IncidentStatus | null
  readonly message: string
  readonly message_i18n?: Message | null
  /** What it is about, when it says so. */
  readonly components?: readonly string[]
}

export type PublicStatus = {
  /** In the order of the page. */
  readonly components: readonly PublicComponent[]
  /** The gravest first, then the newest. */
  readonly open: readonly PublicIncident[]
  /** Resolved within `recentDays`, newest first. */
  readonly recent: readonly PublicIncident[]
  /** However old, the newest first, open ones among them: for feeds. */
  readonly latest: readonly PublicIncident[]
  readonly history: History
  /** Planned, under way, or over not long ago; the soonest first. */
  readonly maintenances: readonly PublicMaintenance[]
  /** Newest first. */
  readonly announcements: readonly PublicAnnouncement[]
  /** The worst first. */
  readonly providers: readonly PublicProvider[]
  readonly charts: readonly PublicChart[]
  readonly features: AvailableFeatures
  /** By slug of the component; those that are not drawn have none. */
  readonly uptime: ReadonlyMap<string, UptimeBars>
  /** Since then nothing can be stored here, so that nobody knows how it is; left out, or null, while all is well. */
  readonly unstored_since?: string | null
}

export type Group = {
  /** null: components that are in no group. */
  readonly name: string | null
  readonly status: ComponentStatus
  readonly components: readonly PublicComponent[]
}

export const recentDays = 14
/** So many are in the feeds. */
export const latestCount = 50
const dayMs = 86_400_000

/** Worst last. Not knowing is worse than planned work: it may hide an outage. */
const gravity: readonly ComponentStatus[] = [
  'operational',
  'under_maintenance',
  'unknown',
  'degraded_performance',
  'partial_outage',
  'major_outage',
]
const impacts: readonly Impact[] = ['none', 'minor', 'major', 'critical']

export const statusOfImpact: Readonly<Record<Impact, ComponentStatus>> = {
  none: 'operational',
  minor: 'degraded_performance',
  major: 'partial_outage',
  critical: 'major_outage',
}

const providerPrefix = 'provider:'

export function worstOf(statuses: readonly ComponentStatus[]): ComponentStatus {
  const worst = Math.max(0, ...statuses.map(status => gravity.indexOf(status)))
  return gravity[worst] ?? 'operational'
}

export function knownComponent(told: Component, revision: number, archived: boolean): KnownComponent {
  const { id, slug, name, group, status, since, position, suspected } = told
  const providers = told.depends_on
    .filter(one => one.startsWith(providerPrefix))
    .map(one => one.slice(providerPrefix.length))
  const last_known = status === 'unknown' ? null : { status, revision }
  const component = { id, slug, name, group, status, since, position, suspected, providers, last_known }
  return { component, revision, archived }
}

/** The newer of the two, which remembers what was last known of it, in whatever order the news came. */
export function newerOf(a: KnownComponent, b: KnownComponent): KnownComponent {
  const [older, newer] = a.revision < b.revision ? [a, b] : [b, a]
  const [before, after] = [older.component.last_known, newer.component.last_known]
  const last_known = before && (!after || before.revision > after.revision) ? before : after
  return last_known === after ? newer : { ...newer, component: { ...newer.component, last_known } }
}

export function publicIncident(incident: Incident): PublicIncident {
  const { id, number, title, title_i18n, status, impact, started_at, resolved_at, revision } = incident
  const components =
    incident.components.length > 0 ? incident.components : incident.component ? [incident.component] : []
  const updates = incident.timeline
    .filter(entry => entry.public)
    .map(({ at, kind, status, message, message_i18n = null, components: about }) => ({
      at,
      kind,
      status,
      message,
      message_i18n,
      ...(about && about.length > 0 ? { components: about.map(one => one.name) } : {}),
    }))
    // The later of two at the same instant is the newer.
    .toReversed()
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return {
    id,
    number,
    title,
    title_i18n: title_i18n ?? null,
    status,
    impact,
    started_at,
    resolved_at,
    revision,
    components: components.map(component => component.name),
    component_ids: components.map(component => component.id),
    updates,
    // How a feature flag is called is nobody's business outside.
    causes: incident.suspected_causes
      .filter(({ kind }) => kind !== 'flag')
      .map(({ kind, name, since }) => ({ kind, name, since })),
    next_update_at: incident.next_update_at ?? null,
  }
}

export const isOpen = (incident: PublicIncident): boolean => incident.resolved_at === null

export function isRecent(incident: PublicIncident, now: number): boolean {
  return incident.resolved_at !== null && Date.parse(incident.resolved_at) >= recentSince(now)
}

export const recentSince = (now: number): number => now - recentDays * dayMs

export function byGravity(a: PublicIncident, b: PublicIncident): number {
  return impacts.indexOf(b.impact) - impacts.indexOf(a.impact) || Date.parse(b.started_at) - Date.parse(a.started_at)
}

export function newestFirst(a: PublicIncident, b: PublicIncident): number {
  return Date.parse(b.started_at) - Date.parse(a.started_at)
}

export function byPosition(a: PublicComponent, b: PublicComponent): number {
  return a.position - b.position || a.name.localeCompare(b.name)
}

/** Components of one group stand together, where the first of them stands; those in no group come last. */
export function groupsOf(components: readonly PublicComponent[]): readonly Group[] {
  const groups = [...Map.groupBy(components, component => component.group)]
  groups.sort(([a], [b]) => Number(a === null) - Number(b === null))
  return groups.map(([name, members]) => ({
    name,
    status: worstOf(members.map(component => component.status)),
    components: members,
  }))
}

/** When something was last said of it, or it ended. */
export function updatedAt({ started_at, resolved_at, updates }: PublicIncident): string {
  return [started_at, resolved_at ?? '', ...updates.map(update => update.at)].reduce((a, b) => (a > b ? a : b))
}

export function durationS(incident: PublicIncident, now: number): number {
  const end = incident.resolved_at === null ? now : Date.parse(incident.resolved_at)
  return Math.max(0, (end - Date.parse(incident.started_at)) / 1000)
}

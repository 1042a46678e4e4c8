import type { ProviderEvent } from '../../../contracts/providers.ts'
import type { Maintenance } from '../adapters/reading/adapter.ts'
import { isOpen } from '../adapters/reading/fields.ts'
import { impactOf } from '../registry/provider.ts'
import type { AssessedIncident, Scoped, Snapshot } from './snapshot.ts'

const mostUpdates = 20

/** Everything that the snapshot holds, open or over. */
export function eventsOf(provider: string, { incidents, maintenances }: Snapshot): ProviderEvent[] {
  const all = [
    ...incidents.map(one => ofIncident(provider, one)),
    ...maintenances.map(one => ofMaintenance(provider, one)),
  ]
  // Vendors repeat ids; the last one counts, as in the database.
  return [...new Map(all.map(event => [event.id, event])).values()]
}

function ofIncident(provider: string, incident: AssessedIncident): ProviderEvent {
  const { phase, started_at, updated_at, resolved_at, regions, stale, in_scope } = incident
  const url = webAddress(incident.url)
  return {
    id: shortened(incident.id),
    provider,
    kind: 'incident',
    title: incident.title || 'Incident',
    impact: impactOf(incident.impact),
    phase,
    started_at,
    updated_at,
    resolved_at,
    ends_at: null,
    url,
    stale,
    in_scope,
    components: incident.components.slice(0, 50),
    regions: regions.slice(0, 50),
    active: isOpen(phase),
    updates: incident.updates
      .toSorted((a, b) => ((a.at ?? '') < (b.at ?? '') ? 1 : -1))
      .slice(0, mostUpdates)
      .map(({ at, phase, text }) => ({ at, phase, text })),
  }
}

function ofMaintenance(provider: string, maintenance: Scoped<Maintenance>): ProviderEvent {
  const { phase, starts_at, ends_at, in_scope } = maintenance
  const url = webAddress(maintenance.url)
  return {
    id: shortened(`maintenance/${maintenance.id}`),
    provider,
    kind: 'maintenance',
    title: maintenance.title || 'Maintenance',
    impact: 'none',
    phase,
    started_at: starts_at,
    updated_at: null,
    resolved_at: null,
    ends_at,
    url,
    regions: [],
    updates: [],
    components: maintenance.components.slice(0, 50),
    stale: false,
    in_scope,
    active: isOpen(phase),
  }
}

/** The provider lists it no more: that is how many of them say that it is over. */
export function vanished(event: ProviderEvent, at: string): ProviderEvent {
  const phase = event.kind === 'maintenance' ? 'completed' : 'resolved'
  return { ...event, phase, active: false, resolved_at: event.resolved_at ?? at }
}

/** Control characters are no text to PostgreSQL. */
const shortened = (id: string): string => id.replace(/\p{Cc}/gu, '').slice(0, 300)

/** What is shown as a link: never `javascript:` and the like. */
const webAddress = (url: string | null): string | null =>
  url !== null && url.length <= 2_000 && /^https?:\/\/\P{Cc}+$/iu.test(url) && URL.canParse(url) ? url : null

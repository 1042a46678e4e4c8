import type { Static } from 'typebox'
import type { IncidentStatus } from '../../../contracts/common-schemas.ts'
import type { GetStatuspageMaintenances } from '../../../contracts/pages/statuspage.ts'
import type { PublicMaintenance } from '../status/public-notices.ts'
import { type PublicIncident, updatedAt } from '../status/public-status.ts'
import type { StatuspageComponent, StatuspageSummary } from './statuspage.ts'

export type StatuspageIncident = StatuspageSummary['incidents'][number]
export type StatuspageMaintenance = Static<
  (typeof GetStatuspageMaintenances)['output']
>['scheduled_maintenances'][number]

/** What an incident does not know of itself. */
export type Around = {
  readonly page_id: string
  readonly components: readonly StatuspageComponent[]
  readonly addressOf: (incident: PublicIncident) => string
  /** What an entry without words says. */
  readonly bodyOf: (update: PublicIncident['updates'][number]) => string
}

const silent = { deliver_notifications: false, custom_tweet: null, tweet_id: null, affected_components: null }

export function statuspageIncident(incident: PublicIncident, around: Around): StatuspageIncident {
  const { id, title, status, impact, started_at, resolved_at, component_ids } = incident
  const incident_updates = updatesOf(incident, around)
  return {
    id,
    name: title,
    status,
    created_at: incident_updates.at(-1)?.created_at ?? started_at,
    updated_at: updatedAt(incident),
    monitoring_at: incident_updates.find(update => update.status === 'monitoring')?.created_at ?? null,
    resolved_at,
    impact,
    shortlink: around.addressOf(incident),
    started_at,
    page_id: around.page_id,
    incident_updates,
    components: around.components.filter(component => component_ids.includes(component.id)),
  }
}

/** Newest first. An entry that moves nothing has the status that was reached before it. */
function updatesOf(incident: PublicIncident, { bodyOf }: Around): StatuspageIncident['incident_updates'] {
  let status: IncidentStatus = 'investigating'
  const oldestFirst = incident.updates.toReversed().map((update, index) => {
    status = update.status ?? status
    return {
      id: `${incident.id}-${index + 1}`,
      status,
      body: bodyOf(update),
      incident_id: incident.id,
      created_at: update.at,
      updated_at: update.at,
      display_at: update.at,
      ...silent,
    }
  })
  return oldestFirst.toReversed()
}

export function statuspageMaintenance(
  maintenance: PublicMaintenance,
  { page_id, components, url }: Pick<Around, 'page_id' | 'components'> & { readonly url: string },
): StatuspageMaintenance {
  const { id, title, message, component_ids, starts_at, ends_at, created_at } = maintenance
  const status = maintenance.status === 'cancelled' ? 'completed' : maintenance.status
  const said = { status, created_at, updated_at: created_at, display_at: created_at }
  return {
    id,
    name: title,
    status,
    created_at,
    updated_at: created_at,
    monitoring_at: null,
    resolved_at: status === 'completed' ? ends_at : null,
    impact: 'maintenance',
    shortlink: url,
    started_at: starts_at,
    page_id,
    incident_updates: [{ id: `${id}-1`, body: message ?? title, incident_id: id, ...said, ...silent }],
    components: components.filter(component => component_ids.includes(component.id)),
    scheduled_for: starts_at,
    scheduled_until: ends_at,
  }
}

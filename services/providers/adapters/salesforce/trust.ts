import { type Static, Type } from 'typebox'
import { component, incident, maintenance, type ReadContext } from '../reading/adapter.ts'
import { earliestOf, latestOf, oneLine, plainText, states, timeOf } from '../reading/fields.ts'
import { text } from '../reading/shape.ts'

// Source: https://api.status.salesforce.com/v1/docs/

export const TrustInstance = Type.Object({
  key: Type.String(),
  location: Type.String(),
  environment: Type.String(),
  status: Type.String(),
  isActive: Type.Boolean(),
  Services: Type.Optional(Type.Array(Type.Object({ key: Type.String() }))),
})
export type TrustInstance = Static<typeof TrustInstance>

const Impact = Type.Object({ severity: Type.String(), type: text, startTime: text, endTime: text })
export const TrustIncident = Type.Object({
  id: Type.Integer(),
  updatedAt: text,
  instanceKeys: Type.Array(Type.String()),
  serviceKeys: Type.Array(Type.String()),
  IncidentImpacts: Type.Array(Impact),
  IncidentEvents: Type.Array(Type.Object({ type: Type.String(), message: text, createdAt: text })),
})
export type TrustIncident = Static<typeof TrustIncident>

export const TrustMaintenance = Type.Object({
  id: Type.Integer(),
  name: text,
  instanceKeys: Type.Array(Type.String()),
  plannedStartTime: Type.String(),
  plannedEndTime: text,
  message: Type.Optional(Type.Object({ eventStatus: text })),
  MaintenanceImpacts: Type.Array(Type.Unknown()),
})
export type TrustMaintenance = Static<typeof TrustMaintenance>

const stateOf = states({
  OK: 'operational',
  MAINTENANCE_CORE: 'maintenance',
  MAINTENANCE_NONCORE: 'maintenance',
  INFORMATIONAL_CORE: 'operational',
  INFORMATIONAL_NONCORE: 'operational',
  MINOR_INCIDENT_CORE: 'degraded',
  MINOR_INCIDENT_NONCORE: 'degraded',
  MAJOR_INCIDENT_NONCORE: 'partial_outage',
  MAJOR_INCIDENT_CORE: 'major_outage',
})
const severityOf = states({ minor: 'degraded', major: 'major_outage' })

/** Sandboxes and what was taken out of service do not count. */
export function instanceComponents(instances: readonly TrustInstance[], context: ReadContext) {
  return instances
    .filter(({ isActive, environment }) => isActive && environment === 'production')
    .map(({ key, location, status }) =>
      component({ id: key, name: oneLine(key), region: location || null, state: stateOf(status, context) }),
    )
}

export function trustIncident(one: TrustIncident, context: ReadContext) {
  const open = one.IncidentImpacts.filter(({ endTime }) => !endTime)
  const severities = open.map(({ severity }) => severityOf(severity, context))
  const worst = (['major_outage', 'degraded', 'unknown'] as const).find(state => severities.includes(state))
  const over = one.IncidentImpacts.length > 0 && open.length === 0
  return incident({
    id: `${one.id}/${one.serviceKeys.join('+')}/${one.instanceKeys.join('+')}`,
    title: oneLine(`${one.serviceKeys.join(', ')}: ${one.IncidentEvents.at(-1)?.message ?? 'incident'}`),
    phase: over ? 'resolved' : 'investigating',
    impact: over ? 'operational' : (worst ?? 'degraded'),
    started_at: earliestOf(...one.IncidentImpacts.map(({ startTime }) => timeOf(startTime))),
    updated_at: latestOf(timeOf(one.updatedAt), ...one.IncidentEvents.map(({ createdAt }) => timeOf(createdAt))),
    resolved_at: over ? latestOf(...one.IncidentImpacts.map(({ endTime }) => timeOf(endTime))) : null,
    url: `https://status.salesforce.com/incidents/${one.id}`,
    components: one.serviceKeys,
    updates: one.IncidentEvents.map(event => ({
      at: timeOf(event.createdAt),
      phase: 'investigating',
      text: plainText(event.message),
    })),
  })
}

export function trustMaintenance(one: TrustMaintenance, { now }: ReadContext) {
  const starts_at = timeOf(one.plannedStartTime)
  const ends_at = timeOf(one.plannedEndTime)
  const over = one.message?.eventStatus === 'resolved' || (ends_at !== null && Date.parse(ends_at) < now)
  const begun = starts_at !== null && Date.parse(starts_at) <= now
  const phase = over ? 'completed' : begun ? 'in_progress' : 'scheduled'
  const title = oneLine(one.name) || 'Maintenance'
  return maintenance({ id: String(one.id), title, phase, starts_at, ends_at, components: one.instanceKeys })
}

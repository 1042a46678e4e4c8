import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
} from '../../../contracts/incidents/incidents.ts'
import { type Fact, fact } from '../../../kit/service/event.ts'

const api = { id: 'c-1', slug: 'api', name: 'API' }

/** An open incident of the API that began at this time. */
export function sampleIncident(at: string, changes: Partial<Incident> = {}): Incident {
  return {
    ...{ id: 'i-1', number: 'INC-20260105-080000', title: 'API does not answer', status: 'investigating' },
    ...{ impact: 'critical', component: api, components: [api], origin: 'signal' },
    ...{ started_at: at, detected_at: at, acknowledged_at: null, resolved_at: null, duration_s: null },
    ...{ assignee: null, timeline: [], evidence: null, suspected_causes: [] },
    ...{ url: null, error: null, http_code: null, response_ms: null, group: null, critical: true },
    ...{ reopened: 0, revision: 1 },
    ...changes,
  }
}

export const opened = (incident: Incident): Fact => fact(IncidentOpened, incident.id, incident)
export const updated = (incident: Incident): Fact => fact(IncidentUpdated, incident.id, incident)
export const resolved = (incident: Incident, at: string): Fact =>
  fact(IncidentResolved, incident.id, {
    ...{ ...incident, status: 'resolved', resolved_at: at, revision: incident.revision + 1 },
  })

import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
} from '../../../contracts/incidents/incidents.ts'
import type { Envelope, EventDefinition } from '../../../kit/service/event.ts'
import type { Notification, Topic } from '../notifications/notification.ts'

/** An open outage of one service, as `incidents` tells it. */
export function sampleIncident(changes: Partial<Incident> = {}): Incident {
  const component = { id: 'c1', slug: 'api-production', name: 'API Production' }
  return {
    id: 'i1',
    number: 'INC-20260105-080000',
    title: 'API Production: connection refused',
    status: 'investigating',
    impact: 'major',
    component,
    components: [component],
    origin: 'signal',
    started_at: '2026-01-05T08:00:00.000Z',
    detected_at: '2026-01-05T08:00:01.000Z',
    acknowledged_at: null,
    resolved_at: null,
    duration_s: null,
    assignee: null,
    timeline: [],
    evidence: null,
    suspected_causes: [],
    url: 'https://api.example.com/health',
    error: 'connection refused',
    http_code: null,
    response_ms: null,
    group: 'Platform',
    critical: false,
    reopened: 0,
    revision: 1,
    ...changes,
  }
}

export function resolvedIncident(changes: Partial<Incident> = {}): Incident {
  return sampleIncident({
    status: 'resolved',
    resolved_at: '2026-01-05T08:02:05.000Z',
    duration_s: 125,
    revision: 2,
    ...changes,
  })
}

const definitions: Readonly<Record<Topic, EventDefinition>> = {
  opened: IncidentOpened,
  raised: IncidentUpdated,
  flapping: IncidentUpdated,
  acknowledged: IncidentUpdated,
  escalated: IncidentUpdated,
  said: IncidentUpdated,
  updated: IncidentUpdated,
  resolved: IncidentResolved,
}

export function sampleEvent(topic: Topic, data: Incident): Envelope<Incident> {
  return {
    specversion: '1.0',
    id: `e-${data.id}-${data.revision}`,
    source: '/vigie/incidents',
    type: definitions[topic].type,
    subject: data.id,
    time: '2026-01-05T08:00:01.000Z',
    datacontenttype: 'application/json',
    data,
  }
}

export function sampleNotice(topic: Topic, incident: Incident): Notification {
  return { key: `${topic}/${incident.reopened}`, topic, cycle: incident.reopened, event: sampleEvent(topic, incident) }
}

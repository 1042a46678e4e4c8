import type { Incident } from '../../../contracts/incidents/incidents.ts'
import type { Signal } from '../../../contracts/incidents/signal.ts'
import { say, told } from '../../../contracts/messages/words.ts'
import { sampleNow } from './sample-status.ts'

const before = (now: number) => (ms: number) => new Date(now - ms).toISOString()
const api = { id: 'c1', slug: 'api', name: 'Api « é »' }

/** As incidents tells it, with what is not for everybody; two minutes old at `now`, in ms since 1970. */
export function sampleFullIncident(revision: number, more: Partial<Incident> = {}, now = sampleNow): Incident {
  const ago = before(now)
  const opened = { at: ago(120_000), kind: 'opened', status: 'investigating' as const, by: null }
  return {
    id: 'i1',
    number: 'INC-20261121-124957',
    title: 'Api « é » is down',
    title_i18n: say('incident.down', { name: 'Api « é »' }),
    status: 'investigating',
    impact: 'critical',
    component: api,
    components: [api],
    origin: 'signal',
    started_at: ago(125_000),
    detected_at: ago(120_000),
    acknowledged_at: null,
    resolved_at: null,
    duration_s: null,
    assignee: null,
    timeline: [
      { ...opened, public: true, ...told(say('incident.down', { name: 'Api « é »' })) },
      { ...opened, kind: 'note', status: null, public: false, message: 'the cable is cut', by: 'Zoé Durand' },
    ],
    evidence: null,
    suspected_causes: [],
    url: 'https://internal.example.com/',
    error: 'connect ECONNREFUSED 10.0.0.7:443',
    http_code: null,
    response_ms: null,
    group: null,
    critical: true,
    reopened: 0,
    revision,
    ...more,
  }
}

export function sampleSignal(sequence: number): Signal {
  const ago = before(sampleNow)
  return {
    signal: 'check:1',
    episode: 'e1',
    sequence,
    component: 'api',
    state: 'down',
    impact: 'critical',
    summary: 'connection refused',
    evidence: null,
    started_at: ago(125_000),
    detected_at: ago(120_000),
    observed_at: ago(120_000),
    flapping: false,
  }
}

import type { Evidence } from '../../../contracts/common-schemas.ts'
import type { Signal } from '../../../contracts/incidents/signal.ts'
import type { CheckArchived, CheckDefined, WatchedComponent } from '../../../contracts/monitor/monitor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { EventData } from '../../../kit/service/event.ts'

/** 2026-01-05T08:00:00Z, when the test clock starts. */
export const eight = Date.UTC(2026, 0, 5, 8)

/** So many seconds after eight. */
export const at = (seconds: number): string => iso(eight + seconds * 1000)

export const certain: Evidence = { level: 'certain', source: 'monitor' }

export function refused(reason = 'connection refused', http_status: number | null = null): Evidence {
  const phases = { dns_ms: null, connect_ms: 1, tls_ms: null, first_byte_ms: null, total_ms: 12 }
  const first_failure = { at: at(0), reason, http_status, response_ms: 12, phases }
  return {
    ...certain,
    url: 'https://api.example.test/health',
    first_failure: { ...first_failure, address: '192.0.2.7', headers: null, body: null, certificate: null },
    last_good: null,
  }
}

type Told = Partial<Signal> & { readonly s?: number }

/** What the check `api` says; `s` is when its present state was first seen, in seconds after eight. */
export function signal({ s = 0, ...parts }: Told = {}): Signal {
  const state = parts.state ?? 'down'
  const bad = state === 'down' || state === 'degraded'
  return {
    signal: 'check:api',
    episode: 'e1',
    sequence: 1,
    component: 'api-production',
    state,
    impact: state === 'down' ? 'major' : state === 'degraded' ? 'minor' : 'none',
    summary: bad ? 'connection refused' : '',
    evidence: bad ? refused() : null,
    started_at: at(s),
    observed_at: at(s),
    detected_at: iso(Date.parse(parts.started_at ?? at(s)) + 1000),
    flapping: false,
    ...parts,
  }
}

export function defined(
  parts: Partial<WatchedComponent> = {},
  { check = 'api', revision = 1 } = {},
): EventData<typeof CheckDefined> {
  const name = parts.name ?? 'API Production'
  return {
    check: { id: check, name, kind: 'http' },
    revision,
    component: {
      slug: 'api-production',
      name,
      group: 'Platform',
      critical: false,
      depends_on: [],
      origin: 'file',
      place: 'vigie.yaml:3',
      position: 0,
      url: 'https://api.example.test/health',
      ...parts,
    },
  }
}

export function archived({
  check = 'api',
  revision = 2,
  component = 'api-production',
} = {}): EventData<typeof CheckArchived> {
  return { check: { id: check, name: 'API Production' }, component, revision }
}

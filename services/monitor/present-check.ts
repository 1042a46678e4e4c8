import type { Check as ApiCheck, Result } from '../../contracts/monitor.ts'
import type { Caller } from '../../kit/caller.ts'
import { iso } from '../../kit/clock.ts'
import type { StoredResult } from './result-columns.ts'
import type { WatchedCheck } from './watched-check.ts'

export function presentCheck(watched: WatchedCheck, caller: Caller): ApiCheck {
  const { check, state, last } = watched
  const { id, slug, definition, origin, place, component_id } = check
  const { name, critical } = definition
  return {
    id,
    name,
    kind: check.kind.kind,
    component: { id: component_id ?? slug, slug, name },
    state: state.state,
    since: state.since === null ? null : iso(state.since),
    reason: state.reason,
    flapping: state.flapping,
    paused: definition.paused === true,
    interval_s: check.interval_ms / 1000,
    critical,
    last_result: last && presentResult(last),
    origin,
    place,
    settings: settingsFor(watched, caller),
  }
}

export function presentResult({ at, state, reason, http_status, response_ms, phases }: StoredResult): Result {
  return { at: iso(at), state, reason, http_status, response_ms, phases }
}

/** Secrets are left out; whoever may act sees the address of a heartbeat, because jobs need it. */
function settingsFor({ check, token }: WatchedCheck, { role, kind }: Caller): Record<string, unknown> {
  const { properties } = check.kind.schema
  const shown: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(check.definition.settings)) {
    const property = properties[key]
    const secret = property !== undefined && 'secret' in property && property.secret === true
    if (!secret) shown[key] = value
  }
  const may = kind === 'service' || role === 'admin' || role === 'responder'
  if (token !== null && may) shown.token = token
  return shown
}

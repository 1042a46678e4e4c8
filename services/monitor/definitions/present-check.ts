import type { SignalState } from '../../../contracts/common-schemas.ts'
import type { Check as ApiCheck } from '../../../contracts/monitor/monitor.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { type Redactor, secretMask } from '../../../kit/http-client/redact.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { type Page, presentResult, reasonFields } from '../results/list-results.ts'
import { reasonNotToProbe } from '../scheduling/check-runner.ts'
import type { ActiveChecks, CheckRuntime } from '../scheduling/check-runtime.ts'
import { shownSettings } from './secrets.ts'

export type Presenting = { readonly caller: Caller; readonly redactor: Redactor }

export function presentCheck(watched: CheckRuntime, presenting: Presenting): ApiCheck {
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
    ...reasonFields(reasonNotToProbe(check) ?? state.reason),
    flapping: state.flapping,
    paused: definition.paused === true,
    interval_s: check.interval_ms / 1000,
    critical,
    last_result: last && presentResult(last),
    origin,
    place,
    settings: settingsFor(watched, presenting),
  }
}

/** Secrets are masks. An administrator sees the address of a heartbeat that nobody chose, because jobs need it. */
function settingsFor({ check, token }: CheckRuntime, { caller, redactor }: Presenting): Record<string, unknown> {
  const shown = shownSettings(check, redactor)
  if (token === null) return shown
  if (check.definition.token !== undefined) return { ...shown, token: secretMask }
  return caller.kind === 'service' || caller.role === 'admin' ? { ...shown, token } : shown
}

type CheckQuery = {
  readonly state?: SignalState
  readonly component?: string
  readonly limit?: number
  readonly cursor?: string
}

/** In the order of the file; the cursor is the position of the last one. */
export function listChecks(
  checks: ActiveChecks,
  { state, component, limit = 50, cursor }: CheckQuery,
  presenting: Presenting,
): Page<ApiCheck> {
  const after = cursor === undefined ? -1 : Number(cursor)
  const found = checks
    .ordered()
    .filter(one => one.check.position > after)
    .filter(one => state === undefined || one.state.state === state)
    .filter(({ check }) => component === undefined || [check.slug, check.component_id].includes(component))
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(one => presentCheck(one, presenting)),
    next_cursor: last && found.length > limit ? String(last.check.position) : null,
  }
}

import type { SignalState } from '../../../contracts/common-schemas.ts'
import { reasonFields } from '../../../contracts/messages/words.ts'
import type { Check as ApiCheck } from '../../../contracts/monitor/monitor.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { cursorOf, type Page, pagesOf } from '../../../kit/cursor/cursor.ts'
import { type Redactor, secretMask } from '../../../kit/http-client/redact.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { presentResult } from '../results/list-results.ts'
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
    revision: check.revision,
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

const pages = pagesOf(cursorOf('monitor.checks', 'number'), ({ check }: CheckRuntime) => check.position)

/** In the order of the file. */
export async function listChecks(
  checks: ActiveChecks,
  { state, component, ...query }: CheckQuery,
  presenting: Presenting,
): Promise<Page<ApiCheck>> {
  const { items, next_cursor } = await pages(query, ({ after = -1, limit }) =>
    checks
      .ordered()
      .filter(one => one.check.position > after)
      .filter(one => state === undefined || one.state.state === state)
      .filter(({ check }) => component === undefined || [check.slug, check.component_id].includes(component))
      .slice(0, limit),
  )
  return { items: items.map(one => presentCheck(one, presenting)), next_cursor }
}

import { inEnglish } from '../../../contracts/messages/words.ts'
import type { Check as ApiCheck, Result } from '../../../contracts/monitor.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { type Redactor, secretMask } from '../../../kit/http-client/redact.ts'
import type { Message } from '../../../kit/messages/message.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { StoredResult } from '../results/result-columns.ts'
import type { WatchedCheck } from '../scheduling/check-runtime.ts'
import { reasonNotToLook } from '../scheduling/probe-once.ts'
import { showSettings } from './show-settings.ts'

export type Presenting = { readonly caller: Caller; readonly redactor: Redactor }

export function presentCheck(watched: WatchedCheck, presenting: Presenting): ApiCheck {
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
    ...reasonFields(reasonNotToLook(check) ?? state.reason),
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

export function presentResult({ at, state, reason, http_status, response_ms, phases }: StoredResult): Result {
  return { at: iso(at), state, ...reasonFields(reason), http_status, response_ms, phases }
}

const reasonFields = (reason: Message | null) => ({ reason: reason && inEnglish(reason), reason_i18n: reason })

/** Secrets are masks. An administrator sees the address of a heartbeat that nobody chose, because jobs need it. */
function settingsFor({ check, token }: WatchedCheck, { caller, redactor }: Presenting): Record<string, unknown> {
  const shown = showSettings(check, redactor)
  if (token === null) return shown
  if (check.definition.token !== undefined) return { ...shown, token: secretMask }
  return caller.kind === 'service' || caller.role === 'admin' ? { ...shown, token } : shown
}

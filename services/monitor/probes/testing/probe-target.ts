import assert from 'node:assert/strict'
import { Value } from 'typebox/value'
import { inEnglish } from '../../../../contracts/messages/words.ts'
import { outgoingPolicy } from '../../../../kit/http-client/network.ts'
import { systemClock } from '../../../../kit/runtime/clock.ts'
import type { CheckKind, ProbeContext, ProbeResult } from '../kind/kind.ts'

/** Its reason in English, as the API tells it. */
export type ReadResult = Omit<ProbeResult, 'reason'> & { readonly reason: string | null }

export const clock = systemClock()

/** Settings as the kind gets them: defaults filled in, right by its schema and by its own rules. */
export function settingsOf(kind: CheckKind, settings: object): Record<string, unknown> {
  const filled = Value.Default(kind.schema, structuredClone(settings)) as Record<string, unknown>
  assert.deepEqual(Value.Errors(kind.schema, filled), [])
  assert.deepEqual(kind.problems?.(filled) ?? [], [])
  return filled
}

/** One probe with generous time, as the operator, unless `more` says otherwise. */
export async function probeTarget(
  kind: CheckKind,
  settings: object,
  more: Partial<ProbeContext> = {},
): Promise<ReadResult> {
  const network = outgoingPolicy({ allow: [] })
  const usual = { timeout_ms: 10_000, clock, network, trust: 'operator', watched_since: clock.now() } as const
  const result = await kind.probe(settingsOf(kind, settings), { ...usual, ...more })
  return { ...result, reason: result.reason && inEnglish(result.reason) }
}

/** Field and message of what the kind's own rules say of settings. */
export function problemsOf(kind: CheckKind, settings: object): readonly string[] {
  const filled = Value.Default(kind.schema, structuredClone(settings)) as Record<string, unknown>
  return (kind.problems?.(filled) ?? []).map(({ field, message }) => `${field} ${message}`)
}

import assert from 'node:assert/strict'
import { Value } from 'typebox/value'
import { reasonInFrench } from '../../../../contracts/messages/check-reasons.ts'
import { settingProblemInFrench } from '../../../../contracts/messages/setting-problems.ts'
import { systemClock } from '../../../../kit/clock.ts'
import { outgoingPolicy } from '../../../../kit/network.ts'
import type { CheckKind, Look, LookContext } from '../kind.ts'

export const clock = systemClock()

/** Settings as the kind gets them: defaults filled in, right by its schema and by its own rules. */
export function settingsOf(kind: CheckKind, settings: object): Record<string, unknown> {
  const filled = Value.Default(kind.schema, structuredClone(settings)) as Record<string, unknown>
  assert.deepEqual(Value.Errors(kind.schema, filled), [])
  assert.deepEqual(kind.problems?.(filled) ?? [], [])
  return filled
}

/**
 * One look with generous time, as the operator, unless `more` says otherwise. Whatever reason it gives must be known in
 * French too.
 */
export async function lookAt(kind: CheckKind, settings: object, more: Partial<LookContext> = {}): Promise<Look> {
  const network = outgoingPolicy({ allow: [] })
  const usual = { timeout_ms: 10_000, clock, network, trust: 'operator', watched_since: clock.now() } as const
  const look = await kind.look(settingsOf(kind, settings), { ...usual, ...more })
  assert.notEqual(look.reason && reasonInFrench(look.reason), undefined, `not in French: ${look.reason}`)
  return look
}

/** Field and message of what the kind's own rules say of settings; whatever it is must be known in French too. */
export function problemsOf(kind: CheckKind, settings: object): readonly string[] {
  const filled = Value.Default(kind.schema, structuredClone(settings)) as Record<string, unknown>
  return (kind.problems?.(filled) ?? []).map(({ field, message }) => {
    assert.notEqual(settingProblemInFrench(message), undefined, `not in French: ${message}`)
    return `${field} ${message}`
  })
}

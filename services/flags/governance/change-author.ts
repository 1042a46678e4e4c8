import { type Caller, personOf } from '../../../kit/auth/caller.ts'
import { invalid } from '../../../kit/service/errors.ts'
import type { By } from '../definitions/flag-changes.ts'
import { actorOf } from './permission.ts'

type Why = { readonly break_glass?: string | undefined; readonly reason?: string | undefined }

/** A change by whoever asks for it; behind broken glass it needs nobody else, and that is what the record says. */
export function byOf(caller: Caller, action: string, { break_glass, reason }: Why = {}): By {
  const by = { actor: actorOf(caller), person: personOf(caller) }
  if (break_glass === undefined) return { ...by, action, reason, asks: true }
  const why = requiredReason(break_glass, 'query.break_glass')
  return { ...by, action: 'break-glass', reason: `${action}: ${why}`, glass: { action, reason: why } }
}

/** Blanks are no reason. */
export function requiredReason(reason: string, field: string): string {
  const why = reason.trim()
  if (why.length >= 3) return why
  const fields = [{ field, message: 'must say why, in 3 characters or more' }]
  throw invalid('flags.reason-missing', 'without a second person it needs a reason', { fields })
}

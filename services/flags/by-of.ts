import type { Caller } from '../../kit/caller.ts'
import type { By } from './edits.ts'
import { actorOf } from './permission.ts'

type Why = { readonly break_glass?: string | undefined; readonly reason?: string | undefined }

/** A change by whoever asks for it; behind broken glass it needs nobody else, and that is what the record says. */
export function byOf(caller: Caller, action: string, { break_glass, reason }: Why = {}): By {
  const actor = actorOf(caller)
  if (break_glass === undefined) return { actor, action, reason, asks: true }
  return { actor, action: 'break-glass', reason: `${action}: ${break_glass}`, asks: false }
}

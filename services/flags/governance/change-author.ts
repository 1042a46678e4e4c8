import { v7 as uuid } from 'uuid'
import { FlagGlassBroken } from '../../../contracts/flags/flag-governance.ts'
import { reasonFields, say } from '../../../contracts/messages/words.ts'
import { fieldProblem, invalid } from '../../../contracts/refusals.ts'
import { type Caller, personOf } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { environmentName, refOf } from '../definitions/flag.ts'
import type { ChangeAuthor } from '../definitions/flag-changes.ts'
import type { LoadedEnvironment } from '../environments/flag-cache.ts'
import { actorOf } from './permission.ts'
import type { Deps as AuditDeps } from './record-audit.ts'

type Why = { readonly break_glass?: string | undefined; readonly reason?: string | undefined }

/** With `break_glass` a change needs no second person, and that is what the record says. */
export function authorOf(caller: Caller, action: string, { break_glass, reason }: Why = {}): ChangeAuthor {
  const author = { actor: actorOf(caller), person: personOf(caller) }
  if (break_glass === undefined) return { ...author, action, reason, needsApproval: true }
  const why = requireReason(break_glass, 'query.break_glass')
  const reasons = reasonFields(say('flag.break-glass', { action, why }))
  return { ...author, action: 'break-glass', ...reasons, breakGlass: { action, reason: why } }
}

/** Blanks are no reason. */
export function requireReason(reason: string, field: string): string {
  const why = reason.trim()
  if (why.length >= 3) return why
  const fields = [fieldProblem(field, 'problem.reason')]
  throw invalid('flags.reason-missing', {}, { fields })
}

type Changed = { readonly subject: 'flags' | 'incident_rule'; readonly key: string }

/** In the transaction of a change that would have needed a second person: the others are notified at once. */
export async function publishBreakGlass(
  { publish, clock }: AuditDeps,
  { environment }: Pick<LoadedEnvironment, 'environment'>,
  { breakGlass, actor: by }: ChangeAuthor,
  { subject, key }: Changed,
): Promise<void> {
  if (!breakGlass || !environment.approval) return
  const ref = refOf(environment)
  const data = { id: uuid(), at: iso(clock.now()), ...ref, subject, key, ...breakGlass, by }
  await publish(fact(FlagGlassBroken, `${environmentName(ref)}/${key}`, data))
}

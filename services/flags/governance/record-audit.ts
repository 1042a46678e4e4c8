import { FlagProjectChanged } from '../../../contracts/flags/flag-governance.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import { type Actor, type AuditedChange, auditWriter } from '../../../kit/audit/audit-record.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'

export type Deps = { readonly publish: Context['publish']; readonly clock: Clock }

export const recordAudit = auditWriter({ service: 'flags', event: AuditRecorded })

/** In the transaction of what was changed of a project, its environments or its members: open consoles read it anew. */
export async function recordProjectAudit(
  deps: Deps,
  actor: Actor,
  project: string,
  change: AuditedChange,
): Promise<void> {
  await recordAudit(deps, actor, change)
  await deps.publish(fact(FlagProjectChanged, project, { project }))
}

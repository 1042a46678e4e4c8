import { v7 as uuid } from 'uuid'
import { FlagProjectChanged } from '../../../contracts/flags/flag-governance.ts'
import { AuditRecorded } from '../../../contracts/identity/audit.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { Actor } from '../definitions/flag-changes.ts'

export type Deps = { readonly publish: Context['publish']; readonly clock: Clock }

type Facts = Readonly<Record<string, unknown>>
type Recorded = {
  /** `flag.lease-released`: the thing and what happened to it. */
  readonly action: string
  readonly id: string
  readonly before: Facts | null
  readonly after: Facts | null
}

/** In the transaction of what a person changed beside flags. */
export async function recordAudit({ publish, clock }: Deps, actor: Actor, recorded: Recorded): Promise<void> {
  const { action, id: subject, before, after } = recorded
  const [id, kind = action] = [uuid(), action.split('.')[0]]
  const at = iso(clock.now())
  await publish(
    fact(AuditRecorded, id, { id, at, service: 'flags', actor, action, subject: { kind, id: subject }, before, after }),
  )
}

/** In the transaction of what was changed of a project, its environments or its members: open consoles read it anew. */
export async function recordProjectAudit(deps: Deps, actor: Actor, project: string, recorded: Recorded): Promise<void> {
  await recordAudit(deps, actor, recorded)
  await deps.publish(fact(FlagProjectChanged, project, { project }))
}

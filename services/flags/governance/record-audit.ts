import { AuditRecorded } from '../../../contracts/audit.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Actor } from '../definitions/flag-changes.ts'
import type { Work } from '../work.ts'

type Facts = Readonly<Record<string, unknown>>
export type Recorded = {
  /** `flag.lease-released`: the thing and what happened to it. */
  readonly action: string
  readonly id: string
  readonly before: Facts | null
  readonly after: Facts | null
}

/** In the transaction of what a person changed beside flags. */
export async function recordAudit(work: Work, actor: Actor, { action, id, before, after }: Recorded): Promise<void> {
  const record = work.newId()
  const kind = action.split('.')[0] ?? action
  await work.publish(
    fact(AuditRecorded, record, {
      ...{ id: record, at: iso(work.clock.now()), service: 'flags', actor, action },
      ...{ subject: { kind, id }, before, after },
    }),
  )
}

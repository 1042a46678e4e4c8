import { v7 as uuid } from 'uuid'
import { AuditRecorded } from '../../contracts/identity/audit.ts'
import type { Caller } from '../../kit/auth/caller.ts'
import type { JobChange } from '../../kit/jobs/jobs.ts'
import { iso } from '../../kit/runtime/clock.ts'
import { fact } from '../../kit/service/event.ts'
import type { Context } from '../../kit/service/service.ts'

/** In the transaction in which a person has a dead letter tried again, or deletes it. */
export function auditJob(
  caller: Caller,
  { action, id, queue, error }: JobChange,
  { publish, clock }: Context,
): Promise<void> {
  const record = {
    id: uuid(),
    at: iso(clock.now()),
    service: 'communications',
    action,
    actor: { id: caller.id, kind: caller.kind, name: caller.name },
    subject: { kind: 'job', id },
    before: { queue, error },
    after: null,
  }
  return publish(fact(AuditRecorded, id, record))
}

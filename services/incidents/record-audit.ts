import { v7 as uuid } from 'uuid'
import { AuditRecorded } from '../../contracts/identity/audit.ts'
import type { Caller } from '../../kit/auth/caller.ts'
import { type Clock, iso } from '../../kit/runtime/clock.ts'
import { fact } from '../../kit/service/event.ts'
import type { Context } from '../../kit/service/service.ts'

type Deps = { readonly publish: Context['publish']; readonly clock: Clock }
type Facts = Readonly<Record<string, unknown>>
export type Recorded = {
  /** `incident.assigned`. */
  readonly action: string
  readonly id: string
  readonly before: Facts | null
  readonly after: Facts | null
}

/** In the transaction of what a person changed: who, what, and only those fields that differ. */
export async function recordAudit(
  { publish, clock }: Deps,
  caller: Caller,
  { action, id, before, after }: Recorded,
): Promise<void> {
  const kind = action.split('.')[0] ?? action
  const record = {
    id: uuid(),
    at: iso(clock.now()),
    service: 'incidents',
    actor: { id: caller.id, kind: caller.kind, name: caller.name },
    action,
    subject: { kind, id },
    before: before && differing(before, after),
    after: after && differing(after, before),
  }
  await publish(fact(AuditRecorded, id, record))
}

/** Of an incident the timeline is the record of itself; what grows with each change says nothing new. */
const silent = new Set(['timeline', 'revision', 'evidence'])

function differing(facts: Facts, other: Facts | null): Record<string, unknown> {
  const differs = ([key, value]: [string, unknown]) =>
    !silent.has(key) && JSON.stringify(value) !== JSON.stringify(other?.[key])
  return Object.fromEntries(Object.entries(facts).filter(differs))
}

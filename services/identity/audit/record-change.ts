import { UserChanged } from '../../../contracts/identity/access.ts'
import { type Actor, type AuditedChange, auditRecord } from '../../../kit/audit/audit-record.ts'
import type { AuditStore } from '../../../kit/audit/audit-store.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import { type Account, auditable } from '../accounts/account.ts'
import type { AccountStore } from '../accounts/account-store.ts'

export type Deps = {
  readonly accounts: AccountStore
  readonly audit: AuditStore
  readonly publish: Context['publish']
  readonly clock: Clock
}

export const actorOf = ({ id, kind, name }: Caller | (Account & { kind?: undefined })): Actor => ({
  id,
  kind: kind ?? 'user',
  name,
})

const audited = { service: 'identity', secret: ['password'] }

/** In the transaction of the change. Answers the id of the entry. */
export async function record({ audit, clock }: Deps, actor: Actor, change: AuditedChange): Promise<string> {
  const entry = auditRecord(audited, clock, actor, change)
  await audit.add(entry)
  return entry.id
}

export type AccountChange = {
  readonly action: string
  readonly before: Account | null
  readonly after: Account
}

/** In the running transaction: the account, its audit entry and the event commit together. */
export async function saveAccount(
  deps: Deps,
  actor: Actor,
  { action, before, after }: AccountChange,
): Promise<Account> {
  const saved = { ...after, revision: await deps.accounts.nextRevision(deps.clock.now()) }
  await deps.accounts.save(saved)
  await record(deps, actor, {
    action,
    kind: 'user',
    id: saved.id,
    before: before && auditable(before),
    after: auditable(saved),
  })
  await deps.publish(fact(UserChanged, saved.id, publicUser(saved)))
  return saved
}

function publicUser({ id, name, role, state, email, language, time_zone, ...account }: Account) {
  const { notifications, followed_components, revision } = account
  const person = { id, name, role, state, email, language, time_zone }
  return { ...person, notifications, followed_components: [...followed_components], revision }
}

import { v7 as uuid } from 'uuid'
import { UserChanged } from '../../../contracts/identity/access.ts'
import type { AuditRecord } from '../../../contracts/identity/audit.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import { type Account, auditable, differences } from '../accounts/account.ts'
import type { AccountStore } from '../accounts/account-store.ts'
import type { AuditStore } from './audit-store.ts'

export type Deps = {
  readonly accounts: AccountStore
  readonly audit: AuditStore
  readonly publish: Context['publish']
  readonly clock: Clock
}

export type Actor = AuditRecord['actor']

export const actorOf = ({ id, kind, name }: Caller | (Account & { kind?: undefined })): Actor => ({
  id,
  kind: kind ?? 'user',
  name,
})

type Entry = Pick<AuditRecord, 'action' | 'subject'> & Partial<Pick<AuditRecord, 'before' | 'after'>>

/** In the transaction of the change. Answers the id of the entry. */
export async function record({ audit, clock }: Deps, actor: Actor, entry: Entry): Promise<string> {
  const id = uuid()
  const always = { id, at: iso(clock.now()), service: 'identity', before: null, after: null }
  await audit.add({ ...always, actor, ...entry })
  return id
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
  const changes = differences(before ? auditable(before) : {}, auditable(saved))
  const subject = { kind: 'user', id: saved.id }
  await record(deps, actor, { action, subject, before: before && changes.before, after: changes.after })
  await deps.publish(fact(UserChanged, saved.id, publicUser(saved)))
  return saved
}

function publicUser({ id, name, role, state, email, language, time_zone, ...account }: Account) {
  const { notifications, followed_components, revision } = account
  const person = { id, name, role, state, email, language, time_zone }
  return { ...person, notifications, followed_components: [...followed_components], revision }
}

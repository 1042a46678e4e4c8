import { v7 as uuid } from 'uuid'
import type { CreateUser, ListUsers, UpdateUser, User } from '../../../contracts/identity/identity.ts'
import { tables } from '../../../contracts/messages/tables.ts'
import { conflict, invalidFields, notFound, problemAt } from '../../../contracts/refusals.ts'
import type { Actor } from '../../../kit/audit/audit-record.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { namedFields } from '../../../kit/service/named-fields.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { isOutdated } from '../../../kit/service/revision.ts'
import { type Deps as ManageApiKeysDeps, revokeKeys } from '../api-keys/manage-api-keys.ts'
import { type Deps as RecordChangeDeps, record, saveAccount } from '../audit/record-change.ts'
import type { Made } from '../deps.ts'
import { type Deps as SendEmailDeps, sendEmail } from '../invitations/send-email.ts'
import { revokeAllSessions, type Deps as StartSessionDeps } from '../sessions/start-session.ts'
import { attemptsOf } from '../sign-in/attempt-counters.ts'
import { laneOfPerson } from '../sign-in/login-throttle.ts'
import { type Account, newAccount, shownUser, withoutPerson, withoutPersonalParts } from './account.ts'
import { passwordProblem } from './passwords.ts'

export type Deps = ManageApiKeysDeps & SendEmailDeps & StartSessionDeps & Pick<Made, 'attempts' | 'passwords'>

export async function findUser(deps: Deps, id: string): Promise<Account> {
  const account = await deps.accounts.find(id)
  if (account && account.state !== 'deleted') return account
  throw notFound('identity.user-not-found', { id })
}

const pages = pagesOf(cursorOf('identity.users', 'text'), ({ id }: Account) => id)

export async function listUsers({ accounts }: Deps, query: Input<typeof ListUsers>['query']) {
  const { items, next_cursor } = await pages(query, from => accounts.list(from.limit, from.after))
  return { items: items.map(shownUser), next_cursor }
}

type NewUser = Pick<Input<typeof CreateUser>['body'], 'email' | 'name' | 'role' | 'password'>

/** Without a password the user is invited. */
export async function createUser(deps: Deps, actor: Actor, { email, name, role, password }: NewUser): Promise<User> {
  if (password !== undefined) requireGoodPassword(password, email)
  const password_hash = password === undefined ? null : await deps.passwords.hash(password, laneOfPerson(actor.id))
  return deps.store.transaction(async () => {
    await requireFreeEmail(deps, email)
    const state = password_hash === null ? 'invited' : 'active'
    return shownUser(await addAccount(deps, actor, { email, name, role, password_hash, state }))
  })
}

/** In the running transaction. */
export async function addAccount(
  deps: SendEmailDeps & RecordChangeDeps,
  actor: Actor | undefined,
  {
    state = 'active',
    ...parts
  }: Pick<Account, 'email' | 'name' | 'role' | 'password_hash'> & Partial<Pick<Account, 'state'>>,
): Promise<Account> {
  const id = uuid()
  const after = newAccount({ ...parts, id, state, created_at: iso(deps.clock.now()) })
  const by = actor ?? { id, kind: 'user', name: parts.name }
  const account = await saveAccount(deps, by, { action: 'user.created', before: null, after })
  if (state === 'invited') await sendEmail(deps, 'invitation', account, actor)
  return account
}

export function inviteAgain(deps: Deps, actor: Actor, id: string): Promise<User> {
  return deps.store.transaction(async () => {
    const account = await findUser(deps, id)
    if (account.state !== 'invited') {
      throw conflict('identity.not-invited')
    }
    await sendEmail(deps, 'invitation', account, actor)
    await record(deps, actor, { action: 'user.invited', id })
    return shownUser(account)
  })
}

export async function updateUser(
  deps: Deps,
  actor: Actor,
  { id, revision, body }: { id: string; revision: number | undefined; body: Input<typeof UpdateUser>['body'] },
): Promise<User> {
  const { password, otp } = body
  const changes = namedFields(body, ['email', 'name', 'role', 'state'])
  const known = await findUser(deps, id)
  if (password !== undefined) requireGoodPassword(password, changes.email ?? known.email)
  const password_hash = password === undefined ? undefined : await deps.passwords.hash(password, laneOfPerson(actor.id))
  return deps.store.transaction(async () => {
    const before = await findUser(deps, id)
    const present = shownUser(before)
    if (isOutdated(revision, present)) {
      throw conflict('identity.changed-meanwhile', {}, { present })
    }
    if (changes.email !== undefined) await requireFreeEmail(deps, changes.email, id)
    // An invited user becomes active with a password, not by a word.
    const invited = before.state === 'invited' && password_hash === undefined
    if (invited && changes.state === 'active') {
      throw conflict('identity.not-joined')
    }
    const after: Account = {
      ...before,
      ...changes,
      ...(password_hash === undefined ? {} : { password_hash, state: changes.state ?? 'active' }),
      ...(otp === false ? { otp_enabled: false, otp_secret: null } : {}),
    }
    await requireAnAdmin(deps, before, after)
    const saved = await saveAccount(deps, actor, { action: 'user.changed', before, after })
    if (otp === false) await deps.accounts.setRecoveryCodes(id, [])
    if (password_hash !== undefined) await deps.attempts.clearAll(attemptsOf(saved.email ?? ''))
    // Links that went to an earlier address, or before the password was set, open nothing.
    if (password_hash !== undefined || changes.email !== undefined) await deps.emailTokens.forget(id)
    if (saved.state !== 'active' || password_hash !== undefined) {
      await deps.devices.forgetAllOf(id)
      await revokeAllSessions(deps, actor, id)
    }
    return shownUser(saved)
  })
}

/** The history keeps its order and says "deleted user"; what says who it was is gone. */
export function deleteUser(deps: Deps, actor: Actor, id: string): Promise<null> {
  return deps.store.transaction(async () => {
    const before = await findUser(deps, id)
    const { deletedUser } = tables[deps.settings.language].identity
    const after = withoutPerson(before, deletedUser)
    await requireAnAdmin(deps, before, after)
    await revokeAllSessions(deps, actor, id)
    await revokeKeys(deps, actor, await deps.keys.validOf(id))
    await saveAccount(deps, actor, { action: 'user.deleted', before, after })
    await deps.sessions.forgetAgents(id)
    await deps.emailTokens.forget(id)
    await deps.accounts.setRecoveryCodes(id, [])
    await deps.attempts.clearAll(attemptsOf(before.email ?? ''))
    await deps.devices.forgetAllOf(id)
    await deps.audit.removePerson(id, deletedUser, withoutPersonalParts)
    return null
  })
}

export function requireGoodPassword(password: string, email: string | null): void {
  const problem = passwordProblem(password, email ?? '')
  if (problem) throw invalidFields('identity.weak-password', [problemAt('body.password', problem)])
}

async function requireFreeEmail(deps: Deps, email: string, but?: string): Promise<void> {
  const holder = await deps.accounts.byEmail(email)
  if (!holder || holder.id === but) return
  throw conflict('identity.email-taken', { email, id: holder.id })
}

export async function isLastAdmin(deps: Deps, before: Account, after: Account): Promise<boolean> {
  const rules = ({ role, state }: Account) => role === 'admin' && state === 'active'
  return rules(before) && !rules(after) && !(await deps.accounts.otherActiveAdmin(before.id))
}

async function requireAnAdmin(deps: Deps, before: Account, after: Account): Promise<void> {
  if (!(await isLastAdmin(deps, before, after))) return
  throw conflict('identity.last-admin')
}

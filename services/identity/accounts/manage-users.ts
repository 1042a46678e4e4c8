import { v7 as uuid } from 'uuid'
import type { CreateUser, ListUsers, UpdateUser, User } from '../../../contracts/identity.ts'
import { identityMessages } from '../../../contracts/messages/identity.ts'
import { cursorOf, nextCursor } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { conflict, invalid, notFound } from '../../../kit/service/errors.ts'
import { namedFields } from '../../../kit/service/named-fields.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { revokeKeys } from '../api-keys/manage-api-keys.ts'
import { readCursor } from '../audit/read-cursor.ts'
import { type Actor, record, saveAccount } from '../audit/record-change.ts'
import { sendMail } from '../invitations/send-email.ts'
import { revokeSessions } from '../sessions/start-session.ts'
import { attemptsOf } from '../sign-in/attempt-counters.ts'
import { laneOfPerson } from '../sign-in/login-throttle.ts'
import type { Work } from '../work.ts'
import { type Account, newAccount, shownUser, withoutPerson, withoutPersonalParts } from './account.ts'
import { passwordProblem } from './passwords.ts'

export async function findUser(work: Work, id: string): Promise<Account> {
  const account = await work.accounts.find(id)
  if (account && account.state !== 'deleted') return account
  throw notFound('identity.user-not-found', `there is no user "${id}"; GET /api/v1/users lists them`)
}

const pages = cursorOf('identity.users')

export async function listUsers(work: Work, { limit = 50, cursor }: Input<typeof ListUsers>['query']) {
  const found = await work.accounts.list(limit + 1, readCursor(pages, cursor))
  const next_cursor = nextCursor(pages, { found, limit }, ({ id }) => id)
  return { items: found.slice(0, limit).map(shownUser), next_cursor }
}

type NewUser = Pick<Input<typeof CreateUser>['body'], 'email' | 'name' | 'role' | 'password'>

/** Without a password the user is invited. */
export async function createUser(work: Work, actor: Actor, { email, name, role, password }: NewUser): Promise<User> {
  if (password !== undefined) requireGoodPassword(password, email)
  const password_hash = password === undefined ? null : await work.passwords.hash(password, laneOfPerson(actor.id))
  return work.store.transaction(async () => {
    await requireFreeEmail(work, email)
    const state = password_hash === null ? 'invited' : 'active'
    return shownUser(await addAccount(work, actor, { email, name, role, password_hash, state }))
  })
}

/** In the running transaction. */
export async function addAccount(
  work: Work,
  actor: Actor | undefined,
  {
    state = 'active',
    ...parts
  }: Pick<Account, 'email' | 'name' | 'role' | 'password_hash'> & Partial<Pick<Account, 'state'>>,
): Promise<Account> {
  const id = uuid()
  const after = newAccount({ ...parts, id, state, created_at: iso(work.clock.now()) })
  const by = actor ?? { id, kind: 'user', name: parts.name }
  const account = await saveAccount(work, by, { action: 'user.created', before: null, after })
  if (state === 'invited') await sendMail(work, 'invitation', account, actor)
  return account
}

export function inviteAgain(work: Work, actor: Actor, id: string): Promise<User> {
  return work.store.transaction(async () => {
    const account = await findUser(work, id)
    if (account.state !== 'invited') {
      throw conflict('identity.not-invited', 'this user has joined already; a new password comes by /api/v1/auth/reset')
    }
    await sendMail(work, 'invitation', account, actor)
    await record(work, actor, { action: 'user.invited', subject: { kind: 'user', id } })
    return shownUser(account)
  })
}

export async function updateUser(
  work: Work,
  actor: Actor,
  { id, body }: { id: string; body: Input<typeof UpdateUser>['body'] },
): Promise<User> {
  const { password, otp } = body
  const changes = namedFields(body, ['email', 'name', 'role', 'state'])
  const known = await findUser(work, id)
  if (password !== undefined) requireGoodPassword(password, changes.email ?? known.email)
  const password_hash = password === undefined ? undefined : await work.passwords.hash(password, laneOfPerson(actor.id))
  return work.store.transaction(async () => {
    const before = await findUser(work, id)
    if (changes.email !== undefined) await requireFreeEmail(work, changes.email, id)
    // An invited user becomes active with a password, not by a word.
    const invited = before.state === 'invited' && password_hash === undefined
    if (invited && changes.state === 'active') {
      throw conflict('identity.not-joined', 'this user has not chosen a password yet; give one, or invite again')
    }
    const after: Account = {
      ...before,
      ...changes,
      ...(password_hash === undefined ? {} : { password_hash, state: changes.state ?? 'active' }),
      ...(otp === false ? { otp_enabled: false, otp_secret: null } : {}),
    }
    await requireAnAdmin(work, before, after)
    const saved = await saveAccount(work, actor, { action: 'user.changed', before, after })
    if (otp === false) await work.accounts.setRecoveryCodes(id, [])
    if (password_hash !== undefined) await work.attempts.clearAll(attemptsOf(saved.email ?? ''))
    // Links that went to an earlier address, or before the password was set, open nothing.
    if (password_hash !== undefined || changes.email !== undefined) await work.mailTokens.forget(id)
    if (saved.state !== 'active' || password_hash !== undefined) {
      await work.devices.forgetAllOf(id)
      await revokeSessions(work, actor, await work.sessions.aliveOf(id, iso(work.clock.now())))
    }
    return shownUser(saved)
  })
}

/** The history keeps its order and says "deleted user"; what says who it was is gone. */
export function deleteUser(work: Work, actor: Actor, id: string): Promise<null> {
  return work.store.transaction(async () => {
    const before = await findUser(work, id)
    const { deletedUser } = identityMessages[work.settings.language]
    const after = withoutPerson(before, deletedUser)
    await requireAnAdmin(work, before, after)
    await revokeSessions(work, actor, await work.sessions.aliveOf(id, iso(work.clock.now())))
    await revokeKeys(work, actor, await work.keys.validOf(id))
    await saveAccount(work, actor, { action: 'user.deleted', before, after })
    await work.sessions.forgetAgents(id)
    await work.mailTokens.forget(id)
    await work.accounts.setRecoveryCodes(id, [])
    await work.attempts.clearAll(attemptsOf(before.email ?? ''))
    await work.devices.forgetAllOf(id)
    await work.audit.removePerson(id, deletedUser, withoutPersonalParts)
    return null
  })
}

export function requireGoodPassword(password: string, email: string | null): void {
  const message = passwordProblem(password, email ?? '')
  if (message === null) return
  throw invalid('identity.weak-password', `body.password ${message}`, { fields: [{ field: 'body.password', message }] })
}

async function requireFreeEmail(work: Work, email: string, but?: string): Promise<void> {
  const holder = await work.accounts.byEmail(email)
  if (!holder || holder.id === but) return
  throw conflict('identity.email-taken', `there is a user with the address ${email} already: ${holder.id}`)
}

export async function isLastAdmin(work: Work, before: Account, after: Account): Promise<boolean> {
  const rules = ({ role, state }: Account) => role === 'admin' && state === 'active'
  return rules(before) && !rules(after) && !(await work.accounts.otherActiveAdmin(before.id))
}

async function requireAnAdmin(work: Work, before: Account, after: Account): Promise<void> {
  if (!(await isLastAdmin(work, before, after))) return
  throw conflict('identity.last-admin', 'this is the last administrator; make another one first')
}

import { type AcceptInvitation, ResetPassword } from '../../../contracts/identity/sign-in.ts'
import { fieldProblem, invalidFields, unauthenticated } from '../../../contracts/refusals.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { Reply } from '../../../kit/service/service.ts'
import type { Account } from '../accounts/account.ts'
import { requireGoodPassword } from '../accounts/manage-users.ts'
import { newSecret, sha256 } from '../accounts/secret.ts'
import { actorOf, saveAccount } from '../audit/record-change.ts'
import {
  cookieScope,
  revokeAllSessions,
  type Deps as StartSessionDeps,
  signedIn,
  startSession,
  type Visitor,
} from '../sessions/start-session.ts'
import { attemptsOf, resetCounters } from '../sign-in/attempt-counters.ts'
import { recordFailure } from '../sign-in/failed-sign-ins.ts'
import { deviceSet, rememberDevice } from '../sign-in/known-device.ts'
import { type Deps as LoginThrottleDeps, laneOfPerson, takeNetwork } from '../sign-in/login-throttle.ts'
import type { EmailToken } from './email-token-store.ts'
import { type Deps as SendEmailDeps, sendEmail } from './send-email.ts'

export type Deps = SendEmailDeps & StartSessionDeps & LoginThrottleDeps

/** An invitation proves the address; whoever has it chooses the password. */
export async function acceptInvitation(
  deps: Deps,
  body: Input<typeof AcceptInvitation>['body'],
  visitor: Visitor,
): Promise<Reply> {
  const invited = await accountOf(deps, { token: body.token, kind: 'invitation', visitor })
  requireGoodPassword(body.password, invited.email)
  const password_hash = await deps.passwords.hash(body.password, laneOfPerson(invited.id))
  const started = await deps.store.transaction(async () => {
    const before = (await holderOf(deps, body.token, 'invitation')) ?? linkInvalid()
    await deps.emailTokens.forget(before.id)
    const after: Account = { ...before, state: 'active', password_hash, name: body.name ?? before.name }
    const account = await saveAccount(deps, actorOf(before), { action: 'user.joined', before, after })
    return startSession(deps, account, { method: 'invitation', headers: visitor.headers })
  })
  return signedIn(deps, started)
}

export async function resetPassword(
  deps: Deps,
  { email, token, password }: Input<typeof ResetPassword>['body'],
  visitor: Visitor,
): Promise<Output<typeof ResetPassword> | Reply> {
  if (email !== undefined && token === undefined && password === undefined) {
    takeNetwork(deps, visitor.ip)
    await requestReset(deps, { email, ip: visitor.ip })
    return { done: 'link-sent-if-known' }
  }
  if (email !== undefined || token === undefined || password === undefined) {
    throw invalidFields('identity.reset-what', [fieldProblem('body', 'problem.reset')])
  }
  const known = await accountOf(deps, { token, kind: 'password-reset', visitor })
  requireGoodPassword(password, known.email)
  const password_hash = await deps.passwords.hash(password, laneOfPerson(known.id))
  const device = await deps.store.transaction(async () => {
    const before = (await holderOf(deps, token, 'password-reset')) ?? linkInvalid()
    await deps.emailTokens.forget(before.id)
    await deps.attempts.clearAll(attemptsOf(before.email ?? ''))
    const actor = actorOf(before)
    await saveAccount(deps, actor, { action: 'user.password-reset', before, after: { ...before, password_hash } })
    await revokeAllSessions(deps, actor, before.id)
    await deps.devices.forgetAllOf(before.id)
    return rememberDevice(deps, before.id, visitor.headers)
  })
  // Whoever was kept out by somebody else's guesses comes in here now: the mailbox has proved who it is.
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  const answer: Output<typeof ResetPassword> = { done: 'password-changed' }
  const cookies = { 'set-cookie': deviceSet(device.secret, cookieScope(deps)) }
  return new Reply(JSON.stringify(answer), { ...headers, ...cookies }, ResetPassword.status)
}

/** One commit whether or not there is such a user, so that the time does not tell; few letters an hour to one address. */
async function requestReset(deps: Deps, place: { email: string; ip: string }): Promise<void> {
  const wait = await deps.attempts.begin(resetCounters(place), deps.clock.now())
  const account = await deps.accounts.byEmail(place.email)
  await deps.store.transaction(async () => {
    await deps.emailTokens.prune(iso(deps.clock.now()))
    if (account?.state === 'active' && wait === 0) await sendEmail(deps, 'password-reset', account)
    else await deps.emailTokens.add(tokenOfNobody(deps))
  })
}

/** Something is stored in any case: a commit that stores nothing is faster. */
function tokenOfNobody({ clock }: Deps): EmailToken {
  const kind = 'password-reset'
  return { sha256: sha256(newSecret()), user_id: '', kind, expires_at: iso(clock.now()), invited_by: null }
}

type Answered = { readonly token: string; readonly kind: EmailToken['kind']; readonly visitor: Visitor }

/** Only what is wrong counts against the network: whoever has a link that works is kept out by nobody. */
async function accountOf(deps: Deps, { token, kind, visitor }: Answered): Promise<Account> {
  const account = await holderOf(deps, token, kind)
  if (account) return account
  takeNetwork(deps, visitor.ip)
  await recordFailure(deps, { reason: 'wrong-link', ip: visitor.ip })
  return linkInvalid()
}

async function holderOf(deps: Deps, token: string, kind: EmailToken['kind']): Promise<Account | undefined> {
  const found = await deps.emailTokens.find(sha256(token), kind, iso(deps.clock.now()))
  const account = found && (await deps.accounts.find(found.user_id))
  const fits = account?.state === (kind === 'invitation' ? 'invited' : 'active')
  return account && fits && (await mayStillInvite(deps, found.invited_by)) ? account : undefined
}

function linkInvalid(): never {
  throw unauthenticated('identity.link-invalid')
}

/** Whoever lost the right to invite, or was removed, invited nobody: another administrator can do it again. */
async function mayStillInvite(deps: Deps, inviter: string | null): Promise<boolean> {
  if (inviter === null) return true
  const account = await deps.accounts.find(inviter)
  return account?.state === 'active' && account.role === 'admin'
}

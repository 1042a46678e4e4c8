import { type AcceptInvitation, ResetPassword } from '../../../contracts/sign-in.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { invalid, unauthenticated } from '../../../kit/service/errors.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { Reply } from '../../../kit/service/service.ts'
import type { Account } from '../accounts/account.ts'
import { requireGoodPassword } from '../accounts/manage-users.ts'
import { newSecret, sha256 } from '../accounts/secret.ts'
import { actorOf, saveAccount } from '../audit/record-change.ts'
import { isSecure, revokeSessions, signedIn, startSession, type Visitor } from '../sessions/start-session.ts'
import { attemptsOf, resetDoors } from '../sign-in/attempt-counters.ts'
import { recordFailure } from '../sign-in/failed-sign-ins.ts'
import { deviceSet, rememberDevice } from '../sign-in/known-device.ts'
import { laneOfPerson, takeNetwork } from '../sign-in/login-throttle.ts'
import type { Work } from '../work.ts'
import type { MailToken } from './email-token-store.ts'
import { sendMail } from './send-email.ts'

/** An invitation proves the address; whoever has it chooses the password. */
export async function acceptInvitation(
  work: Work,
  body: Input<typeof AcceptInvitation>['body'],
  visitor: Visitor,
): Promise<Reply> {
  const invited = await accountOf(work, { token: body.token, kind: 'invitation', visitor })
  requireGoodPassword(body.password, invited.email)
  const password_hash = await work.passwords.hash(body.password, laneOfPerson(invited.id))
  const started = await work.store.transaction(async () => {
    const before = (await holderOf(work, body.token, 'invitation')) ?? linkInvalid()
    await work.mailTokens.forget(before.id)
    const after: Account = { ...before, state: 'active', password_hash, name: body.name ?? before.name }
    const account = await saveAccount(work, actorOf(before), { action: 'user.joined', before, after })
    return startSession(work, account, { method: 'invitation', headers: visitor.headers })
  })
  return signedIn(work, started)
}

export async function resetPassword(
  work: Work,
  { email, token, password }: Input<typeof ResetPassword>['body'],
  visitor: Visitor,
): Promise<Output<typeof ResetPassword> | Reply> {
  if (email !== undefined && token === undefined && password === undefined) {
    takeNetwork(work, visitor.ip)
    await wantReset(work, { email, ip: visitor.ip })
    return { done: 'link-sent-if-known' }
  }
  if (email !== undefined || token === undefined || password === undefined) {
    const message = 'takes either "email", or "token" and "password"'
    throw invalid('identity.reset-what', `the body ${message}`, { fields: [{ field: 'body', message }] })
  }
  const known = await accountOf(work, { token, kind: 'password-reset', visitor })
  requireGoodPassword(password, known.email)
  const password_hash = await work.passwords.hash(password, laneOfPerson(known.id))
  const device = await work.store.transaction(async () => {
    const before = (await holderOf(work, token, 'password-reset')) ?? linkInvalid()
    await work.mailTokens.forget(before.id)
    await work.attempts.clearAll(attemptsOf(before.email ?? ''))
    const actor = actorOf(before)
    await saveAccount(work, actor, { action: 'user.password-reset', before, after: { ...before, password_hash } })
    await revokeSessions(work, actor, await work.sessions.aliveOf(before.id, iso(work.clock.now())))
    await work.devices.forgetAllOf(before.id)
    return rememberDevice(work, before.id, visitor.headers)
  })
  // Whoever was kept out by somebody else's guesses comes in here now: the mailbox has proved who it is.
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  const answer: Output<typeof ResetPassword> = { done: 'password-changed' }
  const cookies = { 'set-cookie': deviceSet(device.secret, isSecure(work)) }
  return new Reply(JSON.stringify(answer), { ...headers, ...cookies }, ResetPassword.status)
}

/** One commit whether or not there is such a user, so that the time does not tell; few letters an hour to one address. */
async function wantReset(work: Work, place: { email: string; ip: string }): Promise<void> {
  const wait = await work.attempts.begin(resetDoors(place), work.clock.now())
  const account = await work.accounts.byEmail(place.email)
  await work.store.transaction(async () => {
    await work.mailTokens.prune(iso(work.clock.now()))
    if (account?.state === 'active' && wait === 0) await sendMail(work, 'password-reset', account)
    else await work.mailTokens.add(tokenOfNobody(work))
  })
}

/** Something is stored in any case: a commit that stores nothing is faster. */
function tokenOfNobody({ clock }: Work): MailToken {
  const kind = 'password-reset'
  return { sha256: sha256(newSecret()), user_id: '', kind, expires_at: iso(clock.now()), invited_by: null }
}

type Answered = { readonly token: string; readonly kind: MailToken['kind']; readonly visitor: Visitor }

/** Only what is wrong counts against the network: whoever has a link that works is kept out by nobody. */
async function accountOf(work: Work, { token, kind, visitor }: Answered): Promise<Account> {
  const account = await holderOf(work, token, kind)
  if (account) return account
  takeNetwork(work, visitor.ip)
  await recordFailure(work, { reason: 'wrong-link', ip: visitor.ip })
  return linkInvalid()
}

async function holderOf(work: Work, token: string, kind: MailToken['kind']): Promise<Account | undefined> {
  const found = await work.mailTokens.find(sha256(token), kind, iso(work.clock.now()))
  const account = found && (await work.accounts.find(found.user_id))
  const fits = account?.state === (kind === 'invitation' ? 'invited' : 'active')
  return account && fits && (await mayStillInvite(work, found.invited_by)) ? account : undefined
}

function linkInvalid(): never {
  throw unauthenticated('identity.link-invalid', 'this link was used, is too old or was replaced by a newer one')
}

/** Whoever lost the right to invite, or was removed, invited nobody: another administrator can do it again. */
async function mayStillInvite(work: Work, inviter: string | null): Promise<boolean> {
  if (inviter === null) return true
  const account = await work.accounts.find(inviter)
  return account?.state === 'active' && account.role === 'admin'
}

import type { AcceptInvitation, ResetPassword } from '../../contracts/sign-in.ts'
import { iso } from '../../kit/clock.ts'
import { invalid, unauthenticated } from '../../kit/errors.ts'
import type { Input, Output } from '../../kit/operation.ts'
import type { Reply } from '../../kit/service.ts'
import type { Account } from './account.ts'
import { emailKey } from './account.ts'
import type { MailToken } from './mail-token-store.ts'
import { requireGoodPassword } from './manage-users.ts'
import { actorOf, saveAccount } from './record-change.ts'
import { sha256 } from './secret.ts'
import { sendMail } from './send-mail.ts'
import { attemptsAt } from './sign-in.ts'
import { revokeSessions, signedIn, startSession, type Visitor } from './start-session.ts'
import type { Work } from './work.ts'

/** An invitation proves the address; whoever has it chooses the password. */
export async function acceptInvitation(
  work: Work,
  body: Input<typeof AcceptInvitation>['body'],
  visitor: Visitor,
): Promise<Reply> {
  work.addresses.take(visitor.ip)
  const invited = await accountOf(work, body.token, 'invitation')
  requireGoodPassword(body.password, invited.email)
  const password_hash = await work.passwords.hash(body.password)
  const started = await work.store.transaction(async () => {
    const before = await accountOf(work, body.token, 'invitation')
    await work.mailTokens.forget(before.id)
    const after: Account = { ...before, state: 'active', password_hash, name: body.name ?? before.name }
    const account = await saveAccount(work, actorOf(before), { action: 'user.joined', before, after })
    return startSession(work, account, { method: 'invitation', headers: visitor.headers })
  })
  work.addresses.giveBack(visitor.ip)
  return signedIn(work, started)
}

export async function resetPassword(
  work: Work,
  { email, token, password }: Input<typeof ResetPassword>['body'],
  visitor: Visitor,
): Promise<Output<typeof ResetPassword>> {
  work.addresses.take(visitor.ip)
  if (email !== undefined && token === undefined && password === undefined) {
    await wantReset(work, email)
    return { done: 'link-sent-if-known' }
  }
  if (email !== undefined || token === undefined || password === undefined) {
    const message = 'takes either "email", or "token" and "password"'
    throw invalid('identity.reset-what', `the body ${message}`, { fields: [{ field: 'body', message }] })
  }
  const known = await accountOf(work, token, 'password-reset')
  requireGoodPassword(password, known.email)
  const password_hash = await work.passwords.hash(password)
  await work.store.transaction(async () => {
    const before = await accountOf(work, token, 'password-reset')
    await work.mailTokens.forget(before.id)
    await work.attempts.clear(attemptsAt(before.email ?? ''))
    const actor = actorOf(before)
    await saveAccount(work, actor, { action: 'user.password-reset', before, after: { ...before, password_hash } })
    await revokeSessions(work, actor, await work.sessions.aliveOf(before.id, iso(work.clock.now())))
  })
  work.addresses.giveBack(visitor.ip)
  return { done: 'password-changed' }
}

/** One commit whether or not there is such a user, so that the time does not tell; few letters an hour to one address. */
async function wantReset(work: Work, email: string): Promise<void> {
  const wait = await work.attempts.begin(sha256(`reset ${emailKey(email)}`), work.clock.now())
  const account = await work.accounts.byEmail(email)
  await work.store.transaction(async () => {
    if (account?.state === 'active' && wait === 0) await sendMail(work, 'password-reset', account)
    else await work.mailTokens.prune(iso(work.clock.now()))
  })
}

async function accountOf(work: Work, token: string, kind: MailToken['kind']): Promise<Account> {
  const found = await work.mailTokens.find(sha256(token), kind, iso(work.clock.now()))
  const account = found && (await work.accounts.find(found.user_id))
  const fits = account?.state === (kind === 'invitation' ? 'invited' : 'active')
  if (account && fits && (await mayStillInvite(work, found.invited_by))) return account
  throw unauthenticated('identity.link-invalid', 'this link was used, is too old or was replaced by a newer one')
}

/** Whoever lost the right to invite, or was removed, invited nobody: another administrator can do it again. */
async function mayStillInvite(work: Work, inviter: string | null): Promise<boolean> {
  if (inviter === null) return true
  const account = await work.accounts.find(inviter)
  return account?.state === 'active' && account.role === 'admin'
}

import type { SignIn } from '../../contracts/sign-in.ts'
import { iso } from '../../kit/clock.ts'
import { conflict, limited, unauthenticated } from '../../kit/errors.ts'
import type { Input } from '../../kit/operation.ts'
import type { Reply } from '../../kit/service.ts'
import { type Account, emailKey } from './account.ts'
import { actorOf, record } from './record-change.ts'
import { sha256 } from './secret.ts'
import { otpSecret } from './secrets.ts'
import { signedIn, startSession, type Visitor } from './start-session.ts'
import { recoveryHash, stepOf } from './totp.ts'
import type { Work } from './work.ts'

/** Whatever is wrong, the answer and the time it takes are the same: nobody learns which addresses have an account. */
export async function signIn(work: Work, body: Input<typeof SignIn>['body'], visitor: Visitor): Promise<Reply> {
  work.addresses.take(visitor.ip)
  const key = attemptsAt(body.email)
  await beginAttempt(work, key)
  const known = await work.accounts.byEmail(body.email)
  const right = await work.passwords.isRight(body.password, known?.password_hash ?? null)
  if (!right || known?.state !== 'active') throw wrong()
  if (known.otp_enabled && body.otp === undefined) {
    await work.attempts.forgive(key, work.clock.now())
    throw unauthenticated('identity.otp-required', 'this account has a second factor: send its code as "otp"')
  }
  const started = await work.store.transaction(async () => {
    const account = await work.accounts.find(known.id)
    // Between the look and now it may have been disabled, or its password changed.
    if (account?.state !== 'active' || account.password_hash !== known.password_hash) throw wrong()
    const proven = await withSecondFactor(work, account, body.otp)
    if (!proven) throw wrong()
    await work.attempts.clear(key)
    return startSession(work, proven, { method: 'password', headers: visitor.headers })
  })
  work.addresses.giveBack(visitor.ip)
  return signedIn(work, started)
}

const wrong = () =>
  unauthenticated('identity.wrong-credentials', 'the e-mail address, the password or the code is not right')

/** Only whoever knows the password learns it. */
const unreadable = () =>
  conflict(
    'identity.otp-unreadable',
    'codes of this account cannot be checked, since the key file of this installation is another one now: use a recovery code, or have an administrator take the second factor away',
  )

export const attemptsAt = (email: string): string => sha256(`sign-in ${emailKey(email)}`)

/** Counted before it is known to be wrong, so that many at once are not more than many one after another. */
export async function beginAttempt(work: Work, key: string): Promise<void> {
  const wait = await work.attempts.begin(key, work.clock.now())
  if (wait === 0) return
  const message = 'too many wrong attempts at this account; wait, or ask an administrator for a new password'
  throw limited('identity.locked', message, { retryAfterS: wait / 1000 })
}

/** The account with what the code used up, or null. In the running transaction: a code works once. */
export async function withSecondFactor(work: Work, account: Account, otp: string | undefined): Promise<Account | null> {
  if (!account.otp_enabled || account.otp_secret === null) return account
  if (otp === undefined) return null
  const now = work.clock.now()
  const secret = work.store.secrets.open(otpSecret, account.id, account.otp_secret)
  const step = secret === null ? null : stepOf(otp, secret, { now, after: account.otp_last_step })
  if (step !== null) {
    const used = { ...account, otp_last_step: step }
    await work.accounts.save(used)
    return used
  }
  if (!(await work.accounts.takeRecoveryCode(account.id, recoveryHash(otp)))) {
    if (secret === null) throw unreadable()
    return null
  }
  const used = { action: 'recovery-code.used', subject: { kind: 'user', id: account.id } }
  await record(work, actorOf(account), { ...used, after: { at: iso(now) } })
  return account
}

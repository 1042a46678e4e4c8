import type { SignIn } from '../../../contracts/sign-in.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { conflict, unauthenticated } from '../../../kit/service/errors.ts'
import type { Input } from '../../../kit/service/operation.ts'
import type { Reply } from '../../../kit/service/service.ts'
import type { Account } from '../accounts/account.ts'
import { actorOf, record } from '../audit/record-change.ts'
import { otpSecret } from '../secrets.ts'
import { type StartedSession, signedIn, startSession, type Visitor } from '../sessions/start-session.ts'
import type { Work } from '../work.ts'
import { SignInAttempt, wrongCredentials } from './login-throttle.ts'
import { recoveryHash, stepOf } from './totp.ts'

type Body = Input<typeof SignIn>['body']

/** Whatever is wrong, the answer and the time it takes are the same: nobody learns which addresses have an account. */
export async function signIn(work: Work, body: Body, visitor: Visitor): Promise<Reply> {
  const known = await work.accounts.byEmail(body.email)
  const attempt = await SignInAttempt.begin(work, { email: body.email, account: known, visitor })
  const right = await attempt.isRight(body.password)
  if (!right || known?.state !== 'active') {
    await attempt.failed(right ? 'not-active' : known ? 'wrong-password' : 'unknown-account')
    throw wrongCredentials()
  }
  if (known.otp_enabled) {
    if (body.otp === undefined) {
      await attempt.withdraw()
      throw unauthenticated('identity.otp-required', 'this account has a second factor: send its code as "otp"')
    }
    await attempt.secondFactor()
  }
  const started = await start(work, { known, otp: body.otp, visitor, attempt })
  if (started === null) {
    await attempt.failed('wrong-code')
    throw wrongCredentials()
  }
  return signedIn(work, started)
}

type Right = {
  readonly known: Account
  readonly otp: string | undefined
  readonly visitor: Visitor
  readonly attempt: SignInAttempt
}

/** Null when the code is wrong, or the account is another one than a moment ago: disabled, or with another password. */
function start(work: Work, { known, otp, visitor, attempt }: Right): Promise<StartedSession | null> {
  return work.store.transaction(async () => {
    const account = await work.accounts.find(known.id)
    if (account?.state !== 'active' || account.password_hash !== known.password_hash) return null
    const proven = await withSecondFactor(work, account, otp)
    if (!proven) return null
    await attempt.succeeded()
    return startSession(work, proven, { method: 'password', headers: visitor.headers })
  })
}

/** Only whoever knows the password learns it. */
const unreadable = () =>
  conflict(
    'identity.otp-unreadable',
    'codes of this account cannot be checked, since the key file of this installation is another one now: use a recovery code, or have an administrator take the second factor away',
  )

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

import type { SignIn } from '../../../contracts/identity/sign-in.ts'
import { conflict, unauthenticated } from '../../../contracts/refusals.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Input } from '../../../kit/service/operation.ts'
import type { Reply } from '../../../kit/service/service.ts'
import type { Account } from '../accounts/account.ts'
import { actorOf, record } from '../audit/record-change.ts'
import { otpSecret } from '../secrets.ts'
import {
  type StartedSession,
  type Deps as StartSessionDeps,
  signedIn,
  startSession,
  type Visitor,
} from '../sessions/start-session.ts'
import { type Deps as LoginThrottleDeps, SignInAttempt, wrongCredentials } from './login-throttle.ts'
import { recoveryHash, stepOf } from './totp.ts'

export type Deps = StartSessionDeps & LoginThrottleDeps

type Body = Input<typeof SignIn>['body']

/** Whatever is wrong, the answer and the time it takes are the same: nobody learns which addresses have an account. */
export async function signIn(deps: Deps, body: Body, visitor: Visitor): Promise<Reply> {
  const known = await deps.accounts.byEmail(body.email)
  const attempt = await SignInAttempt.begin(deps, { email: body.email, account: known, visitor })
  const right = await attempt.isRight(body.password)
  if (!right || known?.state !== 'active') {
    await attempt.failed(right ? 'not-active' : known ? 'wrong-password' : 'unknown-account')
    throw wrongCredentials()
  }
  if (known.otp_enabled) {
    if (body.otp === undefined) {
      await attempt.withdraw()
      throw unauthenticated('identity.otp-required')
    }
    await attempt.secondFactor()
  }
  const started = await start(deps, { known, otp: body.otp, visitor, attempt })
  if (started === null) {
    await attempt.failed('wrong-code')
    throw wrongCredentials()
  }
  return signedIn(deps, started)
}

type Right = {
  readonly known: Account
  readonly otp: string | undefined
  readonly visitor: Visitor
  readonly attempt: SignInAttempt
}

/** Null when the code is wrong, or the account is another one than a moment ago: disabled, or with another password. */
function start(deps: Deps, { known, otp, visitor, attempt }: Right): Promise<StartedSession | null> {
  return deps.store.transaction(async () => {
    const account = await deps.accounts.find(known.id)
    if (account?.state !== 'active' || account.password_hash !== known.password_hash) return null
    const proven = await withSecondFactor(deps, account, otp)
    if (!proven) return null
    await attempt.succeeded()
    return startSession(deps, proven, { method: 'password', headers: visitor.headers })
  })
}

const unreadable = () => conflict('identity.otp-unreadable')

/** The account with what the code used up, or null. In the running transaction: a code works once. */
export async function withSecondFactor(deps: Deps, account: Account, otp: string | undefined): Promise<Account | null> {
  if (!account.otp_enabled || account.otp_secret === null) return account
  if (otp === undefined) return null
  const now = deps.clock.now()
  const secret = deps.store.secrets.open(otpSecret, account.id, account.otp_secret)
  const step = secret === null ? null : stepOf(otp, secret, { now, after: account.otp_last_step })
  if (step !== null) {
    const used = { ...account, otp_last_step: step }
    await deps.accounts.save(used)
    return used
  }
  if (!(await deps.accounts.takeRecoveryCode(account.id, recoveryHash(otp)))) {
    if (secret === null) throw unreadable()
    return null
  }
  const used = { action: 'recovery-code.used', kind: 'user', id: account.id, after: { at: iso(now) } }
  await record(deps, actorOf(account), used)
  return account
}

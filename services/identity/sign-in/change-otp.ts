import type { ChangeOtp } from '../../../contracts/identity/sign-in.ts'
import { conflict, forbidden } from '../../../contracts/refusals.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Account } from '../accounts/account.ts'
import { confirmPassword, type Deps, sessionCounterOf } from '../accounts/update-me.ts'
import { actorOf, saveAccount } from '../audit/record-change.ts'
import { otpSecret } from '../secrets.ts'
import { ownAccount, type UserRequest } from '../sessions/manage-sessions.ts'
import { recordFailure } from './failed-sign-ins.ts'
import { countAttempt } from './login-throttle.ts'
import { withSecondFactor } from './sign-in.ts'
import { newOtpSecret, newRecoveryCodes, otpUri, recoveryHash, stepOf } from './totp.ts'

type Body = Input<typeof ChangeOtp>['body']
type Answer = Output<typeof ChangeOtp>

const nothing = { secret: null, uri: null, recovery_codes: null }

/** Enrol (prove the password, see the secret), confirm (prove the app has it), disable (prove both). */
export async function changeOtp(deps: Deps, request: UserRequest, { action, password, otp }: Body): Promise<Answer> {
  const account = await ownAccount(deps, request.caller)
  if (action === 'confirm') return confirm(deps, request, otp)
  if (account.password_hash !== null) await confirmPassword(deps, request, { account, password })
  return action === 'enrol' ? enrol(deps, request) : disable(deps, request, otp)
}

function enrol(deps: Deps, { caller }: UserRequest): Promise<Answer> {
  return deps.store.transaction(async () => {
    const account = await ownAccount(deps, caller)
    if (account.otp_enabled) {
      throw conflict('identity.otp-enabled')
    }
    const secret = newOtpSecret()
    const otp_secret = deps.store.secrets.seal(otpSecret, account.id, secret)
    await deps.accounts.save({ ...account, otp_secret, otp_last_step: 0 })
    return { ...nothing, enabled: false, secret, uri: otpUri(secret, account.email ?? account.name) }
  })
}

async function confirm(deps: Deps, request: UserRequest, otp: string | undefined): Promise<Answer> {
  return guarded(deps, request, async before => {
    const secret = before.otp_secret && deps.store.secrets.open(otpSecret, before.id, before.otp_secret)
    if (before.otp_enabled || secret === null) {
      throw conflict('identity.otp-not-enrolled')
    }
    const step = stepOf(otp ?? '', secret, { now: deps.clock.now(), after: before.otp_last_step })
    if (step === null) return null
    const recovery_codes = newRecoveryCodes()
    const after = { ...before, otp_enabled: true, otp_last_step: step }
    await saveAccount(deps, actorOf(before), { action: 'user.otp-enabled', before, after })
    await deps.accounts.setRecoveryCodes(before.id, recovery_codes.map(recoveryHash))
    return { ...nothing, enabled: true, recovery_codes }
  })
}

async function disable(deps: Deps, request: UserRequest, otp: string | undefined): Promise<Answer> {
  return guarded(deps, request, async account => {
    const proven = await withSecondFactor(deps, account, otp)
    if (!proven) return null
    const after = { ...proven, otp_enabled: false, otp_secret: null }
    await saveAccount(deps, actorOf(proven), { action: 'user.otp-disabled', before: proven, after })
    await deps.accounts.setRecoveryCodes(proven.id, [])
    return { ...nothing, enabled: false }
  })
}

/** Six digits are few: guesses are counted. `run` answers null when the code is wrong. */
async function guarded(
  deps: Deps,
  request: UserRequest,
  run: (account: Account) => Promise<Answer | null>,
): Promise<Answer> {
  const account = await ownAccount(deps, request.caller)
  const counter = sessionCounterOf(request, account)
  await countAttempt(deps, [counter])
  const answer = await deps.store.transaction(async () => run(await ownAccount(deps, request.caller)))
  if (answer === null) {
    await recordFailure(deps, { reason: 'wrong-code', ip: request.ip, user_id: account.id, known_device: true })
    throw forbidden('identity.wrong-otp')
  }
  await deps.store.transaction(() => deps.attempts.clear([counter.key]))
  return answer
}

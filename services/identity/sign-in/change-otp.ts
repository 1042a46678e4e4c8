import type { ChangeOtp } from '../../../contracts/sign-in.ts'
import { conflict, forbidden } from '../../../kit/service/errors.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Account } from '../accounts/account.ts'
import { confirmPassword, doorOf } from '../accounts/update-me.ts'
import { actorOf, saveAccount } from '../audit/record-change.ts'
import { otpSecret } from '../secrets.ts'
import { type Asking, ownAccount } from '../sessions/current-session.ts'
import type { Work } from '../work.ts'
import { recordFailure } from './failed-sign-ins.ts'
import { enter } from './login-throttle.ts'
import { withSecondFactor } from './sign-in.ts'
import { newOtpSecret, newRecoveryCodes, otpUri, recoveryHash, stepOf } from './totp.ts'

type Body = Input<typeof ChangeOtp>['body']
type Answer = Output<typeof ChangeOtp>

const nothing = { secret: null, uri: null, recovery_codes: null }

/** Enrol (prove the password, see the secret), confirm (prove the app has it), disable (prove both). */
export async function changeOtp(work: Work, asking: Asking, { action, password, otp }: Body): Promise<Answer> {
  const account = await ownAccount(work, asking.caller)
  if (action === 'confirm') return confirm(work, asking, otp)
  if (account.password_hash !== null) await confirmPassword(work, asking, { account, password })
  return action === 'enrol' ? enrol(work, asking) : disable(work, asking, otp)
}

function enrol(work: Work, { caller }: Asking): Promise<Answer> {
  return work.store.transaction(async () => {
    const account = await ownAccount(work, caller)
    if (account.otp_enabled) {
      throw conflict('identity.otp-enabled', 'the second factor is on already; disable it to begin anew')
    }
    const secret = newOtpSecret()
    const otp_secret = work.store.secrets.seal(otpSecret, account.id, secret)
    await work.accounts.save({ ...account, otp_secret, otp_last_step: 0 })
    return { ...nothing, enabled: false, secret, uri: otpUri(secret, account.email ?? account.name) }
  })
}

async function confirm(work: Work, asking: Asking, otp: string | undefined): Promise<Answer> {
  return guarded(work, asking, async before => {
    const secret = before.otp_secret && work.store.secrets.open(otpSecret, before.id, before.otp_secret)
    if (before.otp_enabled || secret === null) {
      throw conflict('identity.otp-not-enrolled', 'nothing waits to be confirmed; begin with the action "enrol"')
    }
    const step = stepOf(otp ?? '', secret, { now: work.clock.now(), after: before.otp_last_step })
    if (step === null) return null
    const recovery_codes = newRecoveryCodes()
    const after = { ...before, otp_enabled: true, otp_last_step: step }
    await saveAccount(work, actorOf(before), { action: 'user.otp-enabled', before, after })
    await work.accounts.setRecoveryCodes(before.id, recovery_codes.map(recoveryHash))
    return { ...nothing, enabled: true, recovery_codes }
  })
}

async function disable(work: Work, asking: Asking, otp: string | undefined): Promise<Answer> {
  return guarded(work, asking, async account => {
    const proven = await withSecondFactor(work, account, otp)
    if (!proven) return null
    const after = { ...proven, otp_enabled: false, otp_secret: null }
    await saveAccount(work, actorOf(proven), { action: 'user.otp-disabled', before: proven, after })
    await work.accounts.setRecoveryCodes(proven.id, [])
    return { ...nothing, enabled: false }
  })
}

/** Six digits are few: guesses are counted. `run` answers null when the code is wrong. */
async function guarded(work: Work, asking: Asking, run: (account: Account) => Promise<Answer | null>): Promise<Answer> {
  const account = await ownAccount(work, asking.caller)
  const door = doorOf(asking, account)
  await enter(work, [door])
  const answer = await work.store.transaction(async () => run(await ownAccount(work, asking.caller)))
  if (answer === null) {
    await recordFailure(work, { reason: 'wrong-code', ip: asking.ip, user_id: account.id, known_device: true })
    throw forbidden('identity.wrong-otp', 'the code is not right; is the clock of the device right?')
  }
  await work.store.transaction(() => work.attempts.clear([door.key]))
  return answer
}

import type { ChangeOtp } from '../../contracts/sign-in.ts'
import type { Caller } from '../../kit/caller.ts'
import { conflict, forbidden } from '../../kit/errors.ts'
import type { Input, Output } from '../../kit/operation.ts'
import type { Account } from './account.ts'
import { ownAccount } from './current-session.ts'
import { actorOf, saveAccount } from './record-change.ts'
import { otpSecret } from './secrets.ts'
import { attemptsAt, beginAttempt, withSecondFactor } from './sign-in.ts'
import { newOtpSecret, newRecoveryCodes, otpUri, recoveryHash, stepOf } from './totp.ts'
import { confirmPassword } from './update-me.ts'
import type { Work } from './work.ts'

type Body = Input<typeof ChangeOtp>['body']
type Answer = Output<typeof ChangeOtp>

const nothing = { secret: null, uri: null, recovery_codes: null }

/** Enrol (prove the password, see the secret), confirm (prove the app has it), disable (prove both). */
export async function changeOtp(work: Work, caller: Caller, body: Body): Promise<Answer> {
  const account = await ownAccount(work, caller)
  if (body.action === 'confirm') return confirm(work, caller, body.otp)
  if (account.password_hash !== null) await confirmPassword(work, account, body.password)
  return body.action === 'enrol' ? enrol(work, caller) : disable(work, caller, body.otp)
}

function enrol(work: Work, caller: Caller): Promise<Answer> {
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

async function confirm(work: Work, caller: Caller, otp: string | undefined): Promise<Answer> {
  return guarded(work, await ownAccount(work, caller), async () => {
    const before = await ownAccount(work, caller)
    const secret = before.otp_secret && work.store.secrets.open(otpSecret, before.id, before.otp_secret)
    if (before.otp_enabled || secret === null) {
      throw conflict('identity.otp-not-enrolled', 'nothing waits to be confirmed; begin with the action "enrol"')
    }
    const step = stepOf(otp ?? '', secret, { now: work.clock.now(), after: before.otp_last_step })
    if (step === null) throw wrongCode()
    const recovery_codes = newRecoveryCodes()
    const after = { ...before, otp_enabled: true, otp_last_step: step }
    await saveAccount(work, actorOf(before), { action: 'user.otp-enabled', before, after })
    await work.accounts.setRecoveryCodes(before.id, recovery_codes.map(recoveryHash))
    return { ...nothing, enabled: true, recovery_codes }
  })
}

async function disable(work: Work, caller: Caller, otp: string | undefined): Promise<Answer> {
  return guarded(work, await ownAccount(work, caller), async () => {
    const proven = await withSecondFactor(work, await ownAccount(work, caller), otp)
    if (!proven) throw wrongCode()
    const after = { ...proven, otp_enabled: false, otp_secret: null }
    await saveAccount(work, actorOf(proven), { action: 'user.otp-disabled', before: proven, after })
    await work.accounts.setRecoveryCodes(proven.id, [])
    return { ...nothing, enabled: false }
  })
}

/** Six digits are few: guesses are counted with those at the door. */
async function guarded(work: Work, account: Account, run: () => Promise<Answer>): Promise<Answer> {
  const key = attemptsAt(account.email ?? '')
  await beginAttempt(work, key)
  const answer = await work.store.transaction(run)
  await work.store.transaction(() => work.attempts.clear(key))
  return answer
}

const wrongCode = () => forbidden('identity.wrong-otp', 'the code is not right; is the clock of the device right?')

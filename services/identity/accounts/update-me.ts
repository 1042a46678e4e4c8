import type { Me, UpdateMe } from '../../../contracts/identity.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { forbidden, invalid } from '../../../kit/service/errors.ts'
import { namedFields } from '../../../kit/service/named-fields.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { actorOf, saveAccount } from '../audit/record-change.ts'
import { type Asking, currentSession, ownAccount } from '../sessions/current-session.ts'
import { revokeSessions } from '../sessions/start-session.ts'
import { sessionDoor } from '../sign-in/attempt-counters.ts'
import type { Door } from '../sign-in/attempt-store.ts'
import { recordFailure } from '../sign-in/failed-sign-ins.ts'
import { enter, laneOfPerson } from '../sign-in/login-throttle.ts'
import type { Work } from '../work.ts'
import { type Account, isTimeZone, shownMe } from './account.ts'
import { requireGoodPassword } from './manage-users.ts'

export async function readMe(work: Work, asking: Asking): Promise<Me> {
  const { caller } = asking
  if (caller.kind === 'user') return shownMe(await ownAccount(work, caller), currentSession(asking))
  const { id, name, role, scopes } = caller
  const kind = caller.kind === 'service' ? 'service' : 'key'
  const person = { email: null, session_id: null, otp_enabled: false, language: null, time_zone: null }
  return { id, kind, name, role, scopes: [...scopes], ...person, notifications: null, followed_components: [] }
}

export async function updateMe(work: Work, asking: Asking, body: Input<typeof UpdateMe>['body']): Promise<Me> {
  const { password, current_password } = body
  const changes = namedFields(body, ['name', 'language', 'time_zone', 'notifications', 'followed_components'])
  const known = await ownAccount(work, asking.caller)
  if (changes.time_zone && !isTimeZone(changes.time_zone)) {
    const message = 'is not a time zone: write one such as Europe/Paris'
    throw invalid('identity.time-zone', `body.time_zone ${message}`, { fields: [{ field: 'body.time_zone', message }] })
  }
  if (password !== undefined) {
    requireGoodPassword(password, known.email)
    // Whoever finds an open browser must not be able to take the account over.
    if (known.password_hash !== null)
      await confirmPassword(work, asking, { account: known, password: current_password })
  }
  const password_hash = password === undefined ? undefined : await work.passwords.hash(password, laneOfPerson(known.id))
  return work.store.transaction(async () => {
    const before = await ownAccount(work, asking.caller)
    const after = { ...before, ...changes, ...(password_hash === undefined ? {} : { password_hash }) }
    const saved = await saveAccount(work, actorOf(before), { action: 'user.changed', before, after })
    const current = currentSession(asking)
    if (password_hash !== undefined) {
      await work.mailTokens.forget(saved.id)
      const alive = await work.sessions.aliveOf(saved.id, iso(work.clock.now()))
      await revokeSessions(
        work,
        actorOf(before),
        alive.filter(({ id }) => id !== current),
      )
    }
    return shownMe(saved, current)
  })
}

type Confirmed = { readonly account: Account; readonly password: string | undefined }

/** Whoever guesses it here is somebody who found an open browser: no other place is kept waiting for that. */
export async function confirmPassword(
  work: Work,
  asking: Asking,
  { account, password = '' }: Confirmed,
): Promise<void> {
  const door = doorOf(asking, account)
  await enter(work, [door])
  if (!(await work.passwords.isRight(password, account.password_hash, laneOfPerson(account.id)))) {
    await recordFailure(work, { reason: 'wrong-password', ip: asking.ip, user_id: account.id, known_device: true })
    throw forbidden('identity.wrong-password', 'the current password is not right')
  }
  await work.store.transaction(() => work.attempts.clear([door.key]))
}

/** Of the session that asks. */
export function doorOf(asking: Asking, { id, email }: Account): Door {
  return sessionDoor(email ?? '', currentSession(asking) ?? id)
}

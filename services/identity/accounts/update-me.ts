import type { Me, UpdateMe } from '../../../contracts/identity/identity.ts'
import { fieldProblem, forbidden, invalidFields } from '../../../contracts/refusals.ts'
import { namedFields } from '../../../kit/service/named-fields.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { actorOf, saveAccount } from '../audit/record-change.ts'
import type { Made } from '../deps.ts'
import { currentSession, ownAccount, type UserRequest } from '../sessions/manage-sessions.ts'
import { revokeAllSessions, type Deps as StartSessionDeps } from '../sessions/start-session.ts'
import { type AttemptCounter, sessionCounter } from '../sign-in/attempt-counters.ts'
import { recordFailure } from '../sign-in/failed-sign-ins.ts'
import { countAttempt, type Deps as LoginThrottleDeps, laneOfPerson } from '../sign-in/login-throttle.ts'
import { type Account, isTimeZone, shownMe } from './account.ts'
import { requireGoodPassword } from './manage-users.ts'

export type Deps = StartSessionDeps & LoginThrottleDeps & Pick<Made, 'emailTokens'>

export async function readMe(deps: Deps, request: UserRequest): Promise<Me> {
  const { caller } = request
  if (caller.kind === 'user') return shownMe(await ownAccount(deps, caller), currentSession(request))
  const { id, name, role, scopes } = caller
  const kind = caller.kind === 'service' ? 'service' : 'key'
  const person = { email: null, session_id: null, otp_enabled: false, language: null, time_zone: null }
  return { id, kind, name, role, scopes: [...scopes], ...person, notifications: null, followed_components: [] }
}

export async function updateMe(deps: Deps, request: UserRequest, body: Input<typeof UpdateMe>['body']): Promise<Me> {
  const { password, current_password } = body
  const changes = namedFields(body, ['name', 'language', 'time_zone', 'notifications', 'followed_components'])
  const known = await ownAccount(deps, request.caller)
  if (changes.time_zone && !isTimeZone(changes.time_zone)) {
    throw invalidFields('identity.time-zone', [fieldProblem('body.time_zone', 'problem.time-zone')])
  }
  if (password !== undefined) {
    requireGoodPassword(password, known.email)
    // Whoever finds an open browser must not be able to take the account over.
    if (known.password_hash !== null)
      await confirmPassword(deps, request, { account: known, password: current_password })
  }
  const password_hash = password === undefined ? undefined : await deps.passwords.hash(password, laneOfPerson(known.id))
  return deps.store.transaction(async () => {
    const before = await ownAccount(deps, request.caller)
    const after = { ...before, ...changes, ...(password_hash === undefined ? {} : { password_hash }) }
    const saved = await saveAccount(deps, actorOf(before), { action: 'user.changed', before, after })
    const current = currentSession(request)
    if (password_hash !== undefined) {
      await deps.emailTokens.forget(saved.id)
      await revokeAllSessions(deps, actorOf(before), saved.id, current)
    }
    return shownMe(saved, current)
  })
}

type Confirmed = { readonly account: Account; readonly password: string | undefined }

/** Whoever guesses it here is somebody who found an open browser: no other place is kept waiting for that. */
export async function confirmPassword(
  deps: Deps,
  request: UserRequest,
  { account, password = '' }: Confirmed,
): Promise<void> {
  const counter = sessionCounterOf(request, account)
  await countAttempt(deps, [counter])
  if (!(await deps.passwords.isRight(password, account.password_hash, laneOfPerson(account.id)))) {
    await recordFailure(deps, { reason: 'wrong-password', ip: request.ip, user_id: account.id, known_device: true })
    throw forbidden('identity.wrong-password')
  }
  await deps.store.transaction(() => deps.attempts.clear([counter.key]))
}

export function sessionCounterOf(request: UserRequest, { id, email }: Account): AttemptCounter {
  return sessionCounter(email ?? '', currentSession(request) ?? id)
}

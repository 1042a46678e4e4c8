import type { ListSessions, Session as PublicSession } from '../../../contracts/identity.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { forbidden, notFound } from '../../../kit/service/errors.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { actorOf } from '../audit/record-change.ts'
import type { Work } from '../work.ts'
import { type Asking, currentSession, ownAccount } from './current-session.ts'
import { isAlive, type Session, shownSession } from './session.ts'
import { revokeSessions } from './start-session.ts'

export async function listSessions(
  work: Work,
  asking: Asking,
  { user_id }: Input<typeof ListSessions>['query'],
): Promise<Output<typeof ListSessions>> {
  const { caller } = asking
  if (user_id !== undefined && user_id !== caller.id && caller.role !== 'admin') {
    throw forbidden('identity.own-sessions-only', 'only an administrator may see the sessions of others')
  }
  if (user_id === undefined && caller.kind !== 'user') return { items: [], next_cursor: null }
  const whose = user_id ?? (await ownAccount(work, caller)).id
  const found = await work.sessions.aliveOf(whose, iso(work.clock.now()))
  const current = currentSession(asking)
  return { items: found.map(session => shownSession(session, current)), next_cursor: null }
}

export async function readSession(work: Work, asking: Asking, id: string): Promise<PublicSession> {
  return shownSession(await findSession(work, asking, id), currentSession(asking))
}

export function revokeSession(work: Work, asking: Asking, id: string): Promise<null> {
  return work.store.transaction(async () => {
    const session = await findSession(work, asking, id)
    await revokeSessions(work, actorOf(asking.caller), [session])
    // Whoever ends a session from a list has lost that device, or never had it.
    if (session.device !== null && id !== currentSession(asking)) await work.devices.forget([session.device])
    return null
  })
}

export function revokeOtherSessions(work: Work, asking: Asking): Promise<{ revoked: number }> {
  return work.store.transaction(async () => {
    const account = await ownAccount(work, asking.caller)
    const current = currentSession(asking)
    const alive = await work.sessions.aliveOf(account.id, iso(work.clock.now()))
    const others = alive.filter(({ id }) => id !== current)
    await revokeSessions(work, actorOf(asking.caller), others)
    await work.devices.forgetAllOf(account.id, alive.find(({ id }) => id === current)?.device ?? undefined)
    return { revoked: others.length }
  })
}

/** Sessions of others do not exist for those who may not see them. */
async function findSession(work: Work, { caller }: Asking, id: string): Promise<Session> {
  const session = await work.sessions.find(id)
  const mine = session?.user_id === caller.id || caller.role === 'admin'
  if (session && mine && isAlive(session, iso(work.clock.now()))) return session
  throw notFound('identity.session-not-found', `there is no session "${id}"; GET /api/v1/sessions lists them`)
}

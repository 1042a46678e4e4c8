import { decodeJwt, type JWTPayload } from 'jose'
import type { ListSessions, Session as PublicSession } from '../../../contracts/identity/identity.ts'
import { forbidden, notFound, unauthenticated } from '../../../contracts/refusals.ts'
import { cookiesOf, fromOwnPages, sessionCookie } from '../../../kit/auth/auth.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { Reply } from '../../../kit/service/service.ts'
import type { Account } from '../accounts/account.ts'
import { sameText, sha256 } from '../accounts/secret.ts'
import { actorOf } from '../audit/record-change.ts'
import type { Made } from '../deps.ts'
import { rememberDevice } from '../sign-in/known-device.ts'
import { isAlive, readSessionSecret, type Session, sessionCleared, shownSession } from './session.ts'
import {
  cookieScope,
  endOf,
  revokeAllSessions,
  revokeSessions,
  type StartedSession,
  type Deps as StartSessionDeps,
  signedIn,
  type Visitor,
} from './start-session.ts'

export type Deps = StartSessionDeps & Pick<Made, 'store'>

export async function listSessions(
  deps: Deps,
  request: UserRequest,
  { user_id }: Input<typeof ListSessions>['query'],
): Promise<Output<typeof ListSessions>> {
  const { caller } = request
  if (user_id !== undefined && user_id !== caller.id && caller.role !== 'admin') {
    throw forbidden('identity.own-sessions-only')
  }
  if (user_id === undefined && caller.kind !== 'user') return { items: [], next_cursor: null }
  const whose = user_id ?? (await ownAccount(deps, caller)).id
  const found = await deps.sessions.aliveOf(whose, iso(deps.clock.now()))
  const current = currentSession(request)
  return { items: found.map(session => shownSession(session, current)), next_cursor: null }
}

export async function readSession(deps: Deps, request: UserRequest, id: string): Promise<PublicSession> {
  return shownSession(await findSession(deps, request, id), currentSession(request))
}

export function revokeSession(deps: Deps, request: UserRequest, id: string): Promise<null> {
  return deps.store.transaction(async () => {
    const session = await findSession(deps, request, id)
    await revokeSessions(deps, actorOf(request.caller), [session])
    // Whoever ends a session from a list has lost that device, or never had it.
    if (session.device !== null && id !== currentSession(request)) await deps.devices.forget([session.device])
    return null
  })
}

export function revokeOtherSessions(deps: Deps, request: UserRequest): Promise<{ revoked: number }> {
  return deps.store.transaction(async () => {
    const account = await ownAccount(deps, request.caller)
    const current = currentSession(request)
    const session = current === null ? undefined : await deps.sessions.find(current)
    const revoked = await revokeAllSessions(deps, actorOf(request.caller), account.id, current)
    await deps.devices.forgetAllOf(account.id, session?.device ?? undefined)
    return { revoked }
  })
}

/** Sessions of others do not exist for those who may not see them. */
async function findSession(deps: Deps, { caller }: UserRequest, id: string): Promise<Session> {
  const session = await deps.sessions.find(id)
  const mine = session?.user_id === caller.id || caller.role === 'admin'
  if (session && mine && isAlive(session, iso(deps.clock.now()))) return session
  throw notFound('identity.session-not-found', { id })
}

export type UserRequest = Visitor & { readonly caller: Caller }

/** The session of the token that this request came with; the token itself was verified before. */
export function currentSession({ caller, headers }: UserRequest): string | null {
  if (caller.kind !== 'user') return null
  const bearer = /^Bearer\s+(\S+)$/i.exec(String(headers.authorization ?? ''))?.[1]
  const tokens = bearer ? [bearer] : cookiesOf(headers, sessionCookie).map(cookie => cookie.split('~')[1] ?? '')
  // Between processes another token stands for the user, without a session.
  const sid = tokens.map(claimsOf).find(({ sub }) => sub === caller.id)?.sid
  return typeof sid === 'string' ? sid : null
}

function claimsOf(token: string): JWTPayload {
  try {
    return decodeJwt(token)
  } catch {
    return {}
  }
}

export async function ownAccount({ accounts }: Pick<Made, 'accounts'>, caller: Caller): Promise<Account> {
  const account = caller.kind === 'user' ? await accounts.find(caller.id) : undefined
  if (account && account.state === 'active') return account
  throw forbidden('identity.people-only')
}

async function sessionOfCookie(
  deps: Deps,
  headers: Visitor['headers'],
): Promise<Omit<StartedSession, 'device_secret'> | undefined> {
  if (!fromOwnPages(headers)) return undefined
  for (const cookie of cookiesOf(headers, sessionCookie)) {
    const secret = readSessionSecret(cookie.split('~')[0])
    const session = secret && (await deps.sessions.find(secret.id))
    if (!session || !sameText(sha256(secret.secret), session.sha256)) continue
    if (!isAlive(session, iso(deps.clock.now()))) continue
    const account = await deps.accounts.find(session.user_id)
    if (account?.state === 'active') return { account, session, secret }
  }
  return undefined
}

export async function renewToken(deps: Deps, headers: Visitor['headers']): Promise<Reply> {
  const started = await sessionOfCookie(deps, headers)
  if (!started) throw unauthenticated('identity.no-session')
  const now = deps.clock.now()
  const { id, created_at } = started.session
  const seen = { last_seen_at: iso(now), expires_at: endOf(deps, Date.parse(created_at), now) }
  const { used, device_secret } = await deps.store.relaxed(async () => {
    const device = await rememberDevice(deps, started.account.id, headers)
    const used = { ...seen, device: device.sha256 }
    await deps.sessions.change(id, used)
    return { used, device_secret: device.secret }
  })
  return signedIn(deps, { ...started, session: { ...started.session, ...used }, device_secret })
}

/** Ends the session of the cookie, or of the token; without one there is nothing to end, and that is fine. */
export async function signOut(deps: Deps, headers: Visitor['headers'], session_id: string | null): Promise<Reply> {
  const cookie = await sessionOfCookie(deps, headers)
  const ids = [cookie?.session.id, session_id].filter(id => typeof id === 'string')
  await deps.store.transaction(async () => {
    for (const id of new Set(ids)) {
      const session = await deps.sessions.find(id)
      const account = session && (await deps.accounts.find(session.user_id))
      if (account && session.revoked_at === null) await revokeSessions(deps, actorOf(account), [session])
    }
  })
  // Another site can send a browser here, without its cookie, but with an answer that would take the cookie away.
  const forgets = fromOwnPages(headers) || session_id !== null
  return new Reply('', forgets ? sessionCleared(cookieScope(deps)) : {}, 204)
}

import { v7 as uuid } from 'uuid'
import { SessionRevoked } from '../../../contracts/identity/access.ts'
import type { SignedIn } from '../../../contracts/identity/sign-in.ts'
import type { Actor } from '../../../kit/audit/audit-record.ts'
import { basePath } from '../../../kit/http/base-path.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { Reply } from '../../../kit/service/service.ts'
import { type Account, shownUser } from '../accounts/account.ts'
import { newSecret, sha256 } from '../accounts/secret.ts'
import { actorOf, type Deps as RecordChangeDeps, record } from '../audit/record-change.ts'
import type { Made } from '../deps.ts'
import { deviceSet, rememberDevice } from '../sign-in/known-device.ts'
import { agentOf, type Session, type SessionSecret, sessionSet } from './session.ts'

export type Deps = RecordChangeDeps & Pick<Made, 'devices' | 'sessions' | 'signer' | 'settings' | 'config'>

export type Visitor = {
  readonly ip: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export type StartedSession = {
  readonly account: Account
  readonly session: Session
  readonly secret: SessionSecret
  readonly device_secret: string
}

/** In the running transaction. */
export async function startSession(
  deps: Deps,
  account: Account,
  { method, headers }: { method: Session['method']; headers: Visitor['headers'] },
): Promise<StartedSession> {
  const now = deps.clock.now()
  const device = await rememberDevice(deps, account.id, headers)
  const secret = { id: uuid(), secret: newSecret() }
  const session: Session = {
    id: secret.id,
    user_id: account.id,
    sha256: sha256(secret.secret),
    method,
    user_agent: agentOf(headers['user-agent']),
    created_at: iso(now),
    last_seen_at: iso(now),
    expires_at: endOf(deps, now, now),
    revoked_at: null,
    device: device.sha256,
  }
  await deps.sessions.add(session)
  await deps.accounts.save({ ...account, last_sign_in_at: iso(now) })
  await record(deps, actorOf(account), { action: 'session.started', id: session.id, after: { method } })
  return { account: { ...account, last_sign_in_at: iso(now) }, session, secret, device_secret: device.secret }
}

/** Unused for `idle`, or after `lifetime` in any case. */
export function endOf(deps: Deps, created: number, now: number): string {
  const { idle, lifetime } = deps.config().session
  return iso(Math.min(now + idle * 1000, created + lifetime * 1000))
}

/**
 * Who gets a cookie of ours: no script (HttpOnly), no change that another site makes the browser send (Lax), and nothing else
 * that lives on the same host beside our path.
 */
export function cookieScope({ settings: { public_url } }: Pick<Deps, 'settings'>, path = ''): string {
  const secure = public_url?.startsWith('https:') ? '; Secure' : ''
  return `Path=${basePath(public_url) + path || '/'}; HttpOnly; SameSite=Lax${secure}`
}

export async function signedIn(deps: Deps, started: StartedSession, status = 200): Promise<Reply> {
  const { account, session } = started
  const { token, expires_at } = await deps.signer.sign(account.id, session.id)
  const answer: SignedIn = { token, expires_at, user: shownUser(account) }
  const cookies = { 'set-cookie': cookiesOf(deps, started, token) }
  const headers = { ...cookies, 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  return new Reply(JSON.stringify(answer), headers, status)
}

export function cookiesOf(deps: Deps, { session, secret, device_secret }: StartedSession, token: string): string[] {
  const scope = cookieScope(deps)
  return [sessionSet(secret, { token, expires_at: session.expires_at, scope }), deviceSet(device_secret, scope)]
}

/** In the running transaction: all of a user, but that one. Answers how many there were. */
export async function revokeAllSessions(
  deps: Deps,
  actor: Actor,
  user_id: string,
  but: string | null = null,
): Promise<number> {
  const alive = await deps.sessions.aliveOf(user_id, iso(deps.clock.now()))
  const others = alive.filter(({ id }) => id !== but)
  await revokeSessions(deps, actor, others)
  return others.length
}

/** In the running transaction. Every process gets the event, and the cookie renews nothing any more. */
export async function revokeSessions(deps: Deps, actor: Actor, sessions: readonly Session[]): Promise<void> {
  const at = iso(deps.clock.now())
  for (const { id, user_id } of sessions) {
    await deps.sessions.change(id, { revoked_at: at })
    await record(deps, actor, { action: 'session.revoked', id })
    await deps.publish(fact(SessionRevoked, id, { session_id: id, user_id, at }))
  }
}

import { v7 as uuid } from 'uuid'
import { SessionRevoked } from '../../../contracts/access.ts'
import type { SignedIn } from '../../../contracts/sign-in.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { Reply } from '../../../kit/service/service.ts'
import { type Account, shownUser } from '../accounts/account.ts'
import { newSecret, sha256 } from '../accounts/secret.ts'
import { type Actor, actorOf, record } from '../audit/record-change.ts'
import { deviceSet, rememberDevice } from '../sign-in/known-device.ts'
import type { Work } from '../work.ts'
import { type SessionSecret, sessionSet } from './cookie.ts'
import { agentOf, type Session } from './session.ts'

export type Visitor = {
  readonly ip: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export type StartedSession = {
  readonly account: Account
  readonly session: Session
  readonly secret: SessionSecret
  /** Of the device, for its cookie. */
  readonly device_secret: string
}

/** In the running transaction. */
export async function startSession(
  work: Work,
  account: Account,
  { method, headers }: { method: Session['method']; headers: Visitor['headers'] },
): Promise<StartedSession> {
  const now = work.clock.now()
  const device = await rememberDevice(work, account.id, headers)
  const secret = { id: uuid(), secret: newSecret() }
  const session: Session = {
    id: secret.id,
    user_id: account.id,
    sha256: sha256(secret.secret),
    method,
    user_agent: agentOf(headers['user-agent']),
    created_at: iso(now),
    last_seen_at: iso(now),
    expires_at: endOf(work, now, now),
    revoked_at: null,
    device: device.sha256,
  }
  await work.sessions.add(session)
  await work.accounts.save({ ...account, last_sign_in_at: iso(now) })
  const subject = { kind: 'session', id: session.id }
  await record(work, actorOf(account), { action: 'session.started', subject, after: { method } })
  return { account: { ...account, last_sign_in_at: iso(now) }, session, secret, device_secret: device.secret }
}

/** Unused for `idle`, or after `lifetime` in any case. */
export function endOf(work: Work, created: number, now: number): string {
  const { idle, lifetime } = work.config().session
  return iso(Math.min(now + idle * 1000, created + lifetime * 1000))
}

export const isSecure = ({ settings }: Work): boolean => settings.public_url?.startsWith('https:') ?? false

/** The token for programs, the cookie for browsers. */
export async function signedIn(work: Work, started: StartedSession, status = 200): Promise<Reply> {
  const { account, session } = started
  const { token, expires_at } = await work.signer.sign(account.id, session.id)
  const answer: SignedIn = { token, expires_at, user: shownUser(account) }
  const cookies = { 'set-cookie': cookiesOf(work, started, token) }
  const headers = { ...cookies, 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  return new Reply(JSON.stringify(answer), headers, status)
}

/** What the browser keeps: the session, and that it is known from now on. */
export function cookiesOf(work: Work, { session, secret, device_secret }: StartedSession, token: string): string[] {
  const secure = isSecure(work)
  return [sessionSet(secret, { token, expires_at: session.expires_at, secure }), deviceSet(device_secret, secure)]
}

/** In the running transaction. Every process hears of it, and the cookie renews nothing any more. */
export async function revokeSessions(work: Work, actor: Actor, sessions: readonly Session[]): Promise<void> {
  const at = iso(work.clock.now())
  for (const { id, user_id } of sessions) {
    await work.sessions.change(id, { revoked_at: at })
    await record(work, actor, { action: 'session.revoked', subject: { kind: 'session', id } })
    await work.publish(fact(SessionRevoked, id, { session_id: id, user_id, at }))
  }
}

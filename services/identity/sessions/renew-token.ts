import { cookiesOf, fromOwnPages, sessionCookie } from '../../../kit/auth/auth.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { unauthenticated } from '../../../kit/service/errors.ts'
import { Reply } from '../../../kit/service/service.ts'
import { sameText, sha256 } from '../accounts/secret.ts'
import { actorOf } from '../audit/record-change.ts'
import { rememberDevice } from '../sign-in/known-device.ts'
import type { Work } from '../work.ts'
import { sessionCleared } from './cookie.ts'
import { isAlive, readSessionSecret } from './session.ts'
import { endOf, isSecure, revokeSessions, type StartedSession, signedIn, type Visitor } from './start-session.ts'

/** The session of the cookie, when it still lives and its user may come in. */
async function sessionOfCookie(
  work: Work,
  headers: Visitor['headers'],
): Promise<Omit<StartedSession, 'device_secret'> | undefined> {
  if (!fromOwnPages(headers)) return undefined
  for (const cookie of cookiesOf(headers, sessionCookie)) {
    const secret = readSessionSecret(cookie.split('~')[0])
    const session = secret && (await work.sessions.find(secret.id))
    if (!session || !sameText(sha256(secret.secret), session.sha256)) continue
    if (!isAlive(session, iso(work.clock.now()))) continue
    const account = await work.accounts.find(session.user_id)
    if (account?.state === 'active') return { account, session, secret }
  }
  return undefined
}

export async function renewToken(work: Work, headers: Visitor['headers']): Promise<Reply> {
  const started = await sessionOfCookie(work, headers)
  if (!started) throw unauthenticated('identity.no-session', 'there is no session to renew: sign in')
  const now = work.clock.now()
  const { id, created_at } = started.session
  const seen = { last_seen_at: iso(now), expires_at: endOf(work, Date.parse(created_at), now) }
  const { used, device_secret } = await work.store.relaxed(async () => {
    const device = await rememberDevice(work, started.account.id, headers)
    const used = { ...seen, device: device.sha256 }
    await work.sessions.change(id, used)
    return { used, device_secret: device.secret }
  })
  return signedIn(work, { ...started, session: { ...started.session, ...used }, device_secret })
}

/** Ends the session of the cookie, or of the token; without one there is nothing to end, and that is fine. */
export async function signOut(work: Work, headers: Visitor['headers'], session_id: string | null): Promise<Reply> {
  const cookie = await sessionOfCookie(work, headers)
  const ids = [cookie?.session.id, session_id].filter(id => typeof id === 'string')
  await work.store.transaction(async () => {
    for (const id of new Set(ids)) {
      const session = await work.sessions.find(id)
      const account = session && (await work.accounts.find(session.user_id))
      if (account && session.revoked_at === null) await revokeSessions(work, actorOf(account), [session])
    }
  })
  // Another site can send a browser here, without its cookie, but with an answer that would take the cookie away.
  const forgets = fromOwnPages(headers) || session_id !== null
  return new Reply('', forgets ? sessionCleared(isSecure(work)) : {}, 204)
}

import type { Session as PublicSession } from '../../../contracts/identity/identity.ts'
import { sessionCookie } from '../../../kit/auth/auth.ts'

export type Session = Omit<PublicSession, 'current'> & {
  readonly sha256: string
  readonly revoked_at: string | null
  /** What the browser is kept as among the devices of the user. */
  readonly device: string | null
}

export function isAlive(session: Session, now: string): boolean {
  return session.revoked_at === null && session.expires_at > now
}

export function shownSession(
  { sha256: _, revoked_at: __, device: ___, ...session }: Session,
  current: string | null,
): PublicSession {
  return { ...session, current: session.id === current }
}

/** `<session id>.<secret>`, the part of the cookie that renews. */
export function readSessionSecret(text: string | undefined): { id: string; secret: string } | undefined {
  const [, id, secret] = /^([\w-]{1,64})\.([\w-]{43})$/.exec(text ?? '') ?? []
  return id && secret ? { id, secret } : undefined
}

const longestAgent = 200

export function agentOf(header: string | string[] | undefined): string | null {
  const text = String(header ?? '').replace(/[^\x20-\x7e]/g, '')
  return text === '' ? null : text.slice(0, longestAgent)
}

export type SessionSecret = { readonly id: string; readonly secret: string }

export function sessionSet(
  { id, secret }: SessionSecret,
  { token, expires_at, scope }: { token: string; expires_at: string; scope: string },
): string {
  const expires = new Date(expires_at).toUTCString()
  return `${sessionCookie}=${id}.${secret}~${token}; Expires=${expires}; ${scope}`
}

export function sessionCleared(scope: string): Record<string, string> {
  return { 'set-cookie': `${sessionCookie}=; Max-Age=0; ${scope}` }
}

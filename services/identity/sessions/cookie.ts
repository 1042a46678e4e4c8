import { sessionCookie } from '../../../kit/auth/auth.ts'

/** HttpOnly: no script reads it. Lax: other sites cannot make the browser send it with a change. */
const attributes = (secure: boolean): string => `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`

export type SessionSecret = { readonly id: string; readonly secret: string }

export function sessionSet(
  { id, secret }: SessionSecret,
  { token, expires_at, secure }: { token: string; expires_at: string; secure: boolean },
): string {
  const expires = new Date(expires_at).toUTCString()
  return `${sessionCookie}=${id}.${secret}~${token}; Expires=${expires}; ${attributes(secure)}`
}

export function sessionCleared(secure: boolean): Record<string, string> {
  return { 'set-cookie': `${sessionCookie}=; Max-Age=0; ${attributes(secure)}` }
}

import { decodeJwt, type JWTPayload } from 'jose'
import { cookiesOf, sessionCookie } from '../../../kit/auth/auth.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { forbidden } from '../../../kit/service/errors.ts'
import type { Account } from '../accounts/account.ts'
import type { Work } from '../work.ts'
import type { Visitor } from './start-session.ts'

export type Asking = Visitor & { readonly caller: Caller }

/** The session of the token that this request came with; the token itself was verified before. */
export function currentSession({ caller, headers }: Asking): string | null {
  if (caller.kind !== 'user') return null
  const bearer = /^Bearer\s+(\S+)$/i.exec(String(headers.authorization ?? ''))?.[1]
  const tokens = bearer ? [bearer] : cookiesOf(headers, sessionCookie).map(cookie => cookie.split('~')[1] ?? '')
  // Between processes another token stands for the user, without a session.
  const sid = tokens.map(claimsOf).find(({ sub }) => sub === caller.id)?.sid
  return typeof sid === 'string' ? sid : null
}

/** None of what is no token: a second cookie may hold anything. */
function claimsOf(token: string): JWTPayload {
  try {
    return decodeJwt(token)
  } catch {
    return {}
  }
}

/** The account of the person who asks; keys have none. */
export async function ownAccount(work: Work, caller: Caller): Promise<Account> {
  const account = caller.kind === 'user' ? await work.accounts.find(caller.id) : undefined
  if (account && account.state === 'active') return account
  throw forbidden('identity.people-only', 'this is for people who have signed in, not for keys')
}

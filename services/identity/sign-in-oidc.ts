import { randomBytes } from 'node:crypto'
import { EncryptJWT, jwtDecrypt } from 'jose'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { cookieOf } from '../../kit/auth.ts'
import { messageOf, notFound, Refusal } from '../../kit/errors.ts'
import { Reply } from '../../kit/service.ts'
import type { Account } from './account.ts'
import { addAccount } from './manage-users.ts'
import type { OidcPerson, OidcProvider } from './oidc-provider.ts'
import { actorOf, saveAccount } from './record-change.ts'
import { cookiesOf, isSecure, startSession, type Visitor } from './start-session.ts'
import type { Work } from './work.ts'

const cookie = 'vigie_oidc'
const path = '/api/v1/auth/oidc'
const attemptLife = '10m'
const Attempt = Type.Object({
  state: Type.String(),
  nonce: Type.String(),
  verifier: Type.String(),
  /** Where somebody was going, within the console. */
  to: Type.String(),
})
type Attempt = Static<typeof Attempt>

/** Keeps what a browser needs for its way back in the browser itself, sealed; a restart forgets those on their way. */
export class OidcAttempts {
  readonly #key = randomBytes(32)

  async seal(attempt: Attempt, now: number): Promise<string> {
    const token = new EncryptJWT({ ...attempt }).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    return token
      .setIssuedAt(new Date(now))
      .setExpirationTime(new Date(now + 600_000))
      .encrypt(this.#key)
  }

  async open(sealed: string | undefined, now: number): Promise<Attempt | null> {
    if (!sealed) return null
    try {
      const { payload } = await jwtDecrypt(sealed, this.#key, { currentDate: new Date(now), maxTokenAge: attemptLife })
      return Value.Check(Attempt, payload) ? payload : null
    } catch {
      return null
    }
  }
}

export function requireProvider(provider: OidcProvider | undefined): OidcProvider {
  if (provider) return provider
  throw notFound('identity.no-oidc', 'no OpenID provider is configured: identity.oidc in vigie.yaml names one')
}

export async function beginOidc(
  work: Work,
  provider: OidcProvider,
  { attempts, to = '' }: { attempts: OidcAttempts; to: string | undefined },
): Promise<Reply> {
  const { url, attempt } = await provider.begin()
  const sealed = await attempts.seal({ ...attempt, to }, work.clock.now())
  const secure = isSecure(work) ? '; Secure' : ''
  const set = `${cookie}=${sealed}; Path=${path}; Max-Age=600; HttpOnly; SameSite=Lax${secure}`
  return redirect(url, { 'set-cookie': set })
}

/** A browser is at the other end: what goes wrong is told by the sign-in page, with a code. */
export async function finishOidc(
  work: Work,
  provider: OidcProvider,
  { query, visitor, attempts }: { query: Record<string, string>; visitor: Visitor; attempts: OidcAttempts },
): Promise<Reply> {
  const attempt = await attempts.open(cookieOf(visitor.headers, cookie), work.clock.now())
  if (!attempt) return refused('identity.oidc-expired', '')
  try {
    const person = await provider.finish(query, attempt)
    const started = await work.store.transaction(async () => {
      const account = await accountOf(work, provider, person)
      return account && startSession(work, account, { method: 'oidc', headers: visitor.headers })
    })
    if (!started) return refused('identity.oidc-not-invited', attempt.to)
    const { token } = await work.signer.sign(started.account.id, started.session.id)
    return redirect(`/console${attempt.to}`, { 'set-cookie': cookiesOf(work, started, token) })
  } catch (thrown) {
    if (thrown instanceof Refusal) return refused(thrown.code, attempt.to)
    work.log.warn({ error: messageOf(thrown) }, 'the OpenID provider was not believed')
    return refused('identity.oidc-refused', attempt.to)
  }
}

/** In the running transaction. By what the provider calls the person, else by an address that it has verified. */
async function accountOf(work: Work, { config }: OidcProvider, person: OidcPerson): Promise<Account | null> {
  const known = await work.accounts.byOidcSubject(person.subject)
  if (known) return known.state === 'active' ? known : null
  if (person.email === null) return null
  const before = await work.accounts.byEmail(person.email)
  if (!before && !config.sign_up) return null
  if (before && (before.state === 'disabled' || before.oidc_subject !== null)) return null
  const account = before ?? (await signUp(work, person.email, { name: person.name, role: config.role }))
  const after: Account = { ...account, state: 'active', oidc_subject: person.subject }
  await work.mailTokens.forget(account.id)
  return saveAccount(work, actorOf(account), { action: 'user.linked', before: account, after })
}

function signUp(work: Work, email: string, { name, role }: { name: string | null; role: Account['role'] }) {
  return addAccount(work, undefined, { email, name: name ?? email, role, password_hash: null, state: 'active' })
}

function redirect(location: string, headers: Record<string, string | string[]> = {}): Reply {
  const page = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', location }
  return new Reply('', { ...page, ...headers }, 302)
}

const refused = (code: string, to: string): Reply =>
  redirect(`/console/sign-in?error=${code}${to === '' ? '' : `&to=${encodeURIComponent(to)}`}`)

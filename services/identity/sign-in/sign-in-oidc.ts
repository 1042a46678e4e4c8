import { randomBytes } from 'node:crypto'
import { EncryptJWT, jwtDecrypt } from 'jose'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import { cookieOf } from '../../../kit/auth/auth.ts'
import { hostPrefix } from '../../../kit/http/ip-prefix.ts'
import { messageOf, notFound, Refusal } from '../../../kit/service/errors.ts'
import { Reply } from '../../../kit/service/service.ts'
import { cookiesOf, isSecure, startSession, type Visitor } from '../sessions/start-session.ts'
import type { Work } from '../work.ts'
import { recordFailure } from './failed-sign-ins.ts'
import { findOidcAccount, isOfEmail, type Refused, whyRefused } from './find-oidc-account.ts'
import type { OidcProvider } from './oidc-provider.ts'

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

/** A browser is at the other end: what goes wrong is told by the sign-in page, with a code. */
export async function beginOidc(
  work: Work,
  provider: OidcProvider,
  { attempts, to = '' }: { attempts: OidcAttempts; to: string | undefined },
): Promise<Reply> {
  try {
    const { url, attempt } = await provider.begin()
    const sealed = await attempts.seal({ ...attempt, to }, work.clock.now())
    const secure = isSecure(work) ? '; Secure' : ''
    const set = `${cookie}=${sealed}; Path=${path}; Max-Age=600; HttpOnly; SameSite=Lax${secure}`
    return redirect(url, { 'set-cookie': set })
  } catch (thrown) {
    if (thrown instanceof Refusal) return refused(thrown.code, to)
    throw thrown
  }
}

export async function finishOidc(
  work: Work,
  provider: OidcProvider,
  { query, visitor, attempts }: { query: Record<string, string>; visitor: Visitor; attempts: OidcAttempts },
): Promise<Reply> {
  const attempt = await attempts.open(cookieOf(visitor.headers, cookie), work.clock.now())
  if (!attempt) return refused('identity.oidc-expired', '')
  // Each goes on to the provider, which is not to be flooded through us.
  if (work.oidc.take(hostPrefix(visitor.ip)) > 0) return refused('identity.too-many-attempts', attempt.to)
  try {
    const person = await provider.finish(query, attempt)
    const found = await work.store.transaction(async () => {
      const found = await findOidcAccount(work, provider.config, person)
      if (!('account' in found)) return found
      return startSession(work, found.account, { method: 'oidc', headers: visitor.headers })
    })
    if ('refusal' in found) return refuse(work, { ...found, to: attempt.to, ip: visitor.ip })
    work.oidc.giveBack(hostPrefix(visitor.ip))
    const { token } = await work.signer.sign(found.account.id, found.session.id)
    return redirect(`/console${attempt.to}`, { 'set-cookie': cookiesOf(work, found, token) })
  } catch (thrown) {
    if (thrown instanceof Refusal) return refused(thrown.code, attempt.to)
    await recordFailure(work, { reason: 'oidc', detail: 'not-believed', ip: visitor.ip })
    work.log.warn({ error: messageOf(thrown) }, 'the OpenID provider was not believed')
    return refused('identity.oidc-refused', attempt.to)
  }
}

/** The log says why; who stands at the door learns only what is theirs. */
async function refuse(work: Work, { refusal, user_id, to, ip }: Refused & { to: string; ip: string }): Promise<Reply> {
  await recordFailure(work, { reason: 'oidc', detail: refusal, ip, user_id })
  work.log.warn({ refusal }, `nobody came in with the OpenID provider: ${whyRefused[refusal]}`)
  return refused(isOfEmail(refusal) ? 'identity.oidc-email' : 'identity.oidc-not-invited', to)
}

function redirect(location: string, headers: Record<string, string | string[]> = {}): Reply {
  const page = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', location }
  return new Reply('', { ...page, ...headers }, 302)
}

const refused = (code: string, to: string): Reply =>
  redirect(`/console/sign-in?error=${code}${to === '' ? '' : `&to=${encodeURIComponent(to)}`}`)

import { randomBytes } from 'node:crypto'
import { EncryptJWT, jwtDecrypt } from 'jose'
import { type Static, Type } from 'typebox'
import { Value } from 'typebox/value'
import type { Role } from '../../../contracts/identity/access.ts'
import { notFound } from '../../../contracts/refusals.ts'
import { cookieOf } from '../../../kit/auth/auth.ts'
import { basePath } from '../../../kit/http/base-path.ts'
import { hostPrefix } from '../../../kit/http/ip-prefix.ts'
import { messageOf, Refusal } from '../../../kit/service/errors.ts'
import { Reply } from '../../../kit/service/service.ts'
import type { Account } from '../accounts/account.ts'
import { addAccount, isLastAdmin, type Deps as ManageUsersDeps } from '../accounts/manage-users.ts'
import { actorOf, saveAccount } from '../audit/record-change.ts'
import type { OidcConfig } from '../config.ts'
import type { Made } from '../deps.ts'
import { cookieScope, cookiesOf, startSession, type Visitor } from '../sessions/start-session.ts'
import { type Deps as FailedSignInsDeps, recordFailure } from './failed-sign-ins.ts'
import type { NoEmail, OidcPerson, OidcProvider } from './oidc-provider.ts'

type AccountDeps = ManageUsersDeps & Pick<Made, 'log'>
type Deps = AccountDeps & FailedSignInsDeps & Pick<Made, 'oidc'>

const cookie = 'vigie_oidc'
const path = '/api/v1/auth/oidc'
const attemptLife = '10m'
const Attempt = Type.Object({
  state: Type.String(),
  nonce: Type.String(),
  verifier: Type.String(),
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
  throw notFound('identity.no-oidc')
}

/** A browser is at the other end: what goes wrong is told by the sign-in page, with a code. */
export async function beginOidc(
  deps: Deps,
  provider: OidcProvider,
  { attempts, to = '' }: { attempts: OidcAttempts; to: string | undefined },
): Promise<Reply> {
  try {
    const { url, attempt } = await provider.begin()
    const sealed = await attempts.seal({ ...attempt, to }, deps.clock.now())
    return redirect(url, { 'set-cookie': `${cookie}=${sealed}; Max-Age=600; ${cookieScope(deps, path)}` })
  } catch (thrown) {
    if (thrown instanceof Refusal) return refused(deps, thrown.code, to)
    throw thrown
  }
}

export async function finishOidc(
  deps: Deps,
  provider: OidcProvider,
  { query, visitor, attempts }: { query: Record<string, string>; visitor: Visitor; attempts: OidcAttempts },
): Promise<Reply> {
  const attempt = await attempts.open(cookieOf(visitor.headers, cookie), deps.clock.now())
  if (!attempt) return refused(deps, 'identity.oidc-expired', '')
  // Each goes on to the provider, which is not to be flooded through us.
  if (deps.oidc.take(hostPrefix(visitor.ip)) > 0) return refused(deps, 'identity.too-many-attempts', attempt.to)
  try {
    const person = await provider.finish(query, attempt)
    const found = await deps.store.transaction(async () => {
      const found = await findOidcAccount(deps, provider.config, person)
      if (!('account' in found)) return found
      return startSession(deps, found.account, { method: 'oidc', headers: visitor.headers })
    })
    if ('refusal' in found) return refuse(deps, { ...found, to: attempt.to, ip: visitor.ip })
    deps.oidc.giveBack(hostPrefix(visitor.ip))
    const { token } = await deps.signer.sign(found.account.id, found.session.id)
    return redirect(consoleAt(deps, attempt.to), { 'set-cookie': cookiesOf(deps, found, token) })
  } catch (thrown) {
    if (thrown instanceof Refusal) return refused(deps, thrown.code, attempt.to)
    await recordFailure(deps, { reason: 'oidc', detail: 'not-believed', ip: visitor.ip })
    deps.log.warn({ error: messageOf(thrown) }, 'the OpenID provider was not believed')
    return refused(deps, 'identity.oidc-refused', attempt.to)
  }
}

/** The log says why; whoever tries to sign in learns only what is theirs. */
async function refuse(deps: Deps, { refusal, user_id, to, ip }: Refused & { to: string; ip: string }): Promise<Reply> {
  await recordFailure(deps, { reason: 'oidc', detail: refusal, ip, user_id })
  deps.log.warn({ refusal }, `nobody came in with the OpenID provider: ${whyRefused[refusal]}`)
  return refused(deps, isOfEmail(refusal) ? 'identity.oidc-email' : 'identity.oidc-not-invited', to)
}

function redirect(location: string, headers: Record<string, string | string[]> = {}): Reply {
  const page = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', location }
  return new Reply('', { ...page, ...headers }, 302)
}

const consoleAt = ({ settings }: Pick<Deps, 'settings'>, path: string): string =>
  `${basePath(settings.public_url)}/console${path}`

const refused = (deps: Pick<Deps, 'settings'>, code: string, to: string): Reply =>
  redirect(consoleAt(deps, `/sign-in?error=${code}${to === '' ? '' : `&to=${encodeURIComponent(to)}`}`))

const whyRefused = {
  'no-email': 'it told no e-mail address; does identity.oidc.scope ask for "email"?',
  'email-not-verified': 'it says that the e-mail address is not verified',
  'email-verified-missing':
    'it does not say whether the e-mail address is verified; where it always is, set identity.oidc.trust_email',
  'no-account': 'nobody here has this e-mail address; invite them, or set identity.oidc.sign_up',
  'not-active': 'the account is disabled',
  'linked-to-another': 'the account is linked to somebody else of the provider already',
} as const
type Why = keyof typeof whyRefused
type Refused = { readonly refusal: Why; readonly user_id?: string }

const ofEmail: readonly Why[] = ['no-email', 'email-not-verified', 'email-verified-missing'] satisfies NoEmail[]
const isOfEmail = (why: Why): boolean => ofEmail.includes(why)

/** In the running transaction. By what the provider calls the person, else by an address that it has verified. */
async function findOidcAccount(
  deps: AccountDeps,
  config: OidcConfig,
  person: OidcPerson,
): Promise<{ readonly account: Account } | Refused> {
  const linked = await deps.accounts.byOidcSubject(person.subject)
  const found = linked ? { account: linked } : await link(deps, config, person)
  if ('refusal' in found) return found
  if (found.account.state !== 'active') return { refusal: 'not-active', user_id: found.account.id }
  return { account: await withRole(deps, found.account, person.role) }
}

async function link(
  deps: AccountDeps,
  { sign_up, role }: OidcConfig,
  { subject, email: known, ...person }: OidcPerson,
): Promise<{ readonly account: Account } | Refused> {
  if (typeof known === 'string') return { refusal: known }
  const { email } = known
  const before = await deps.accounts.byEmail(email)
  if (!before && !sign_up) return { refusal: 'no-account' }
  if (before?.state === 'disabled') return { refusal: 'not-active', user_id: before.id }
  if (before && before.oidc_subject !== null) return { refusal: 'linked-to-another', user_id: before.id }
  const parts = { email, name: person.name ?? email, role: person.role ?? role, password_hash: null }
  const account = before ?? (await addAccount(deps, undefined, { ...parts, state: 'active' }))
  await deps.emailTokens.forget(account.id)
  const after: Account = { ...account, state: 'active', oidc_subject: subject }
  return { account: await saveAccount(deps, actorOf(account), { action: 'user.linked', before: account, after }) }
}

const provider = { id: 'oidc', kind: 'operator', name: 'OpenID provider' }

/** The role that the provider gives now. It does not take the last administrator away. */
async function withRole(deps: AccountDeps, before: Account, role: Role | null): Promise<Account> {
  if (role === null || role === before.role) return before
  const after = { ...before, role }
  if (await isLastAdmin(deps, before, after)) {
    deps.log.warn({ user_id: before.id, role }, 'the OpenID provider gives the last administrator another role: kept')
    return before
  }
  return saveAccount(deps, provider, { action: 'user.changed', before, after })
}

import type * as Client from 'openid-client'
import type { Role } from '../../../contracts/identity/access.ts'
import { unavailable } from '../../../contracts/refusals.ts'
import { basePath } from '../../../kit/http/base-path.ts'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import { messageOf, type Refusal } from '../../../kit/service/errors.ts'
import type { OidcConfig } from '../config.ts'
import { NoAnswer, oidcFetch } from './oidc-fetch.ts'

const timeoutS = 5
const callback = '/api/v1/auth/oidc/callback'

export type OidcAttempt = { readonly state: string; readonly nonce: string; readonly verifier: string }

export type OidcPerson = {
  /** `<issuer> <subject>`: the only thing of it that never changes. */
  readonly subject: string
  /** Only one that the provider has verified, else why there is none. */
  readonly email: { readonly email: string } | NoEmail
  readonly name: string | null
  readonly role: Role | null
}

/** The authorization code flow with PKCE, at the provider of the configuration. */
export class OidcProvider {
  readonly #config: OidcConfig
  readonly #redirect: string
  readonly #network: OutgoingPolicy
  #discovered: Promise<Client.Configuration> | undefined

  constructor(config: OidcConfig, { public_url, network }: { public_url: string; network: OutgoingPolicy }) {
    this.#config = config
    this.#redirect = new URL(basePath(public_url) + callback, public_url).href
    this.#network = network
  }

  get config(): OidcConfig {
    return this.#config
  }

  async begin(): Promise<{ url: string; attempt: OidcAttempt }> {
    const client = await library()
    const configuration = await this.#configuration()
    const verifier = client.randomPKCECodeVerifier()
    const attempt = { verifier, state: client.randomState(), nonce: client.randomNonce() }
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#redirect,
      scope: this.#config.scope,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state: attempt.state,
      nonce: attempt.nonce,
    })
    return { url: url.href, attempt }
  }

  /** `answer` is the query that the provider sent the browser back with. Throws when anything does not fit. */
  async finish(answer: Readonly<Record<string, string>>, attempt: OidcAttempt): Promise<OidcPerson> {
    try {
      return await this.#finish(answer, attempt)
    } catch (thrown) {
      if (isUnanswered(thrown)) throw this.#unreachable(thrown)
      throw thrown
    }
  }

  async #finish(answer: Readonly<Record<string, string>>, attempt: OidcAttempt): Promise<OidcPerson> {
    const client = await library()
    const configuration = await this.#configuration()
    const back = new URL(this.#redirect)
    for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value)
    const tokens = await client.authorizationCodeGrant(configuration, back, {
      pkceCodeVerifier: attempt.verifier,
      expectedState: attempt.state,
      expectedNonce: attempt.nonce,
      idTokenExpected: true,
    })
    const said = tokens.claims()
    if (!said?.sub) throw new Error('the provider does not say who it is')
    const claims = { ...(await this.#more(said, tokens.access_token)), ...said }
    const { name } = claims
    return {
      subject: `${said.iss} ${said.sub}`,
      email: emailIn(claims, this.#config),
      name: typeof name === 'string' && name.trim() !== '' ? name.slice(0, 200) : null,
      role: roleIn(claims, this.#config),
    }
  }

  /** Some providers keep the ID token short: what is wanted and not in it is asked for. */
  async #more(said: Claims & { readonly sub: string }, access_token: string): Promise<Claims> {
    const configuration = await this.#configuration()
    const { claim } = this.#config.roles ?? {}
    const isThere = said.email !== undefined && (claim === undefined || claimNamed(said, claim) !== undefined)
    if (isThere || !configuration.serverMetadata().userinfo_endpoint) return {}
    const client = await library()
    return client.fetchUserInfo(configuration, access_token, said.sub)
  }

  /** Asked once; after a failure the next one who signs in asks again. */
  #configuration(): Promise<Client.Configuration> {
    this.#discovered ??= this.#discover().catch(thrown => {
      this.#discovered = undefined
      throw this.#unreachable(thrown)
    })
    return this.#discovered
  }

  #unreachable(thrown: unknown): Refusal {
    return unavailable('identity.oidc-unreachable', { issuer: this.#config.issuer, cause: messageOf(thrown) })
  }

  async #discover(): Promise<Client.Configuration> {
    const client = await library()
    const { issuer, client_id, client_secret } = this.#config
    const insecure = new URL(issuer).protocol === 'http:' ? [client.allowInsecureRequests] : []
    const authentication = client_secret === undefined ? client.None() : client.ClientSecretPost(client_secret)
    return client.discovery(new URL(issuer), client_id, undefined, authentication, {
      timeout: timeoutS,
      execute: insecure,
      [client.customFetch]: oidcFetch({ network: this.#network, trust: 'operator' }),
    })
  }
}

function isUnanswered(thrown: unknown): boolean {
  for (let one = thrown; one instanceof Error; one = one.cause) {
    if (one instanceof NoAnswer) return true
  }
  return false
}

/** Loaded only where people sign in this way. */
function library(): Promise<typeof Client> {
  return import('openid-client')
}

export type Claims = Readonly<Record<string, unknown>>

/** Why an address is nobody's, for the log: a person is told less. */
export type NoEmail = 'no-email' | 'email-not-verified' | 'email-verified-missing'

/** The address that somebody has, as far as the provider vouches for it. Several providers send the text "true". */
export function emailIn(claims: Claims, { trust_email }: Pick<OidcConfig, 'trust_email'>): { email: string } | NoEmail {
  const { email, email_verified } = claims
  if (typeof email !== 'string' || email === '') return 'no-email'
  if (email_verified === true || email_verified === 'true') return { email }
  if (email_verified !== undefined && email_verified !== null) return 'email-not-verified'
  return trust_email ? { email } : 'email-verified-missing'
}

const greatestFirst = ['admin', 'responder', 'viewer'] as const

/** The role that the claims give; null when the provider leaves open what it is, and nothing is to change. */
export function roleIn(claims: Claims, { roles, role }: Pick<OidcConfig, 'roles' | 'role'>): Role | null {
  if (!roles || isElsewhere(claims, roles.claim)) return null
  const held = valuesOf(claimNamed(claims, roles.claim))
  return greatestFirst.find(one => roles[one].some(value => held.includes(value))) ?? role
}

/** By its whole name, which may hold dots (`https://example.com/roles`), else step by step. */
export function claimNamed(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name]
  return name.split('.').reduce<unknown>((inner, step) => (isObject(inner) ? inner[step] : undefined), claims)
}

/** Who is in very many groups is told only where they can be asked for: OpenID Connect Core 5.6.2. */
function isElsewhere(claims: Claims, name: string): boolean {
  const { _claim_names: elsewhere, hasgroups } = claims
  return (isObject(elsewhere) && Object.hasOwn(elsewhere, name)) || hasgroups === true || hasgroups === 'true'
}

const isObject = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function valuesOf(claim: unknown): readonly unknown[] {
  return Array.isArray(claim) ? claim : [claim]
}

import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import type { TestContext } from 'node:test'
import { type Answer, startLocalServer } from '../../../kit/testing/local-server.ts'

export type Claims = Readonly<Record<string, unknown>>

export type OpenIdServer = {
  readonly issuer: string
  readonly client: { readonly client_id: string; readonly client_secret: string }
  /** Who is signed in at the provider, from now on. */
  person(claims: Claims): void
  /** What UserInfo says besides; without it there is none. */
  info(claims: Claims): void
  /** What it puts into the token instead of the truth. */
  lie(claims: Claims): void
  /** A browser goes there, is sent back, and answers with the query it was sent back with. */
  visit(url: string): Promise<URLSearchParams>
}

type Visit = { readonly challenge: string; readonly nonce: string; readonly redirect: string }

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const json = (value: unknown, status = 200): Answer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
})

/** An OpenID provider on loopback that speaks the protocol: discovery, authorization with PKCE, token, keys (RS256). */
export async function startOpenId(
  t: TestContext,
  /** The port at which it is reached, when something stands before it. */
  portBefore: (port: number) => Promise<number> = async port => port,
): Promise<OpenIdServer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const client = { client_id: 'vigie', client_secret: 'a secret of the client' }
  const codes = new Map<string, Visit>()
  let person: Claims = {}
  let lies: Claims = {}
  let more: Claims | undefined

  const idToken = (nonce: string): string => {
    const now = Math.floor(Date.now() / 1000)
    const truth = { iss: issuer, aud: client.client_id, iat: now, exp: now + 60, nonce, ...person }
    const text = `${encoded({ alg: 'RS256', kid: 'k1', typ: 'JWT' })}.${encoded({ ...truth, ...lies })}`
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`
  }
  const authorize = (query: URLSearchParams): Answer => {
    const get = (name: string) => query.get(name) ?? ''
    if (get('client_id') !== client.client_id || get('code_challenge_method') !== 'S256') return { status: 400 }
    const code = randomUUID()
    codes.set(code, { challenge: get('code_challenge'), nonce: get('nonce'), redirect: get('redirect_uri') })
    const back = new URL(get('redirect_uri'))
    back.search = new URLSearchParams({ code, state: get('state'), iss: issuer }).toString()
    return { status: 302, headers: { location: back.href } }
  }
  const token = (form: URLSearchParams): Answer => {
    const visit = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const right =
      visit?.challenge === challenge &&
      visit.redirect === form.get('redirect_uri') &&
      form.get('client_secret') === client.client_secret
    if (!right) return json({ error: 'invalid_grant' }, 400)
    return json({ access_token: randomUUID(), token_type: 'Bearer', expires_in: 60, id_token: idToken(visit.nonce) })
  }
  const server = await startLocalServer(({ path, body }) => {
    const { pathname, searchParams } = new URL(path, issuer)
    if (pathname === '/.well-known/openid-configuration') return json(discovery(issuer, more !== undefined))
    if (pathname === '/authorize') return authorize(searchParams)
    if (pathname === '/token') return token(new URLSearchParams(body))
    if (pathname === '/userinfo') return json({ sub: person.sub, ...more })
    if (pathname === '/keys')
      return json({ keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'RS256' }] })
    return { status: 404 }
  })
  const issuer = `http://127.0.0.1:${await portBefore(server.port)}`
  t.after(server.stop)
  return {
    issuer,
    client,
    person: claims => {
      person = claims
    },
    info: claims => {
      more = claims
    },
    lie: claims => {
      lies = claims
    },
    visit: async url => {
      const answer = await fetch(url, { redirect: 'manual' })
      return new URL(answer.headers.get('location') ?? '').searchParams
    },
  }
}

const discovery = (issuer: string, hasInfo: boolean) => ({
  ...(hasInfo ? { userinfo_endpoint: `${issuer}/userinfo` } : {}),
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/keys`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['RS256'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
})

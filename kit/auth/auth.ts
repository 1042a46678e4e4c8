import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeFileAtomically } from '../runtime/files.ts'
import type { Log } from '../runtime/log.ts'
import type { Operation } from '../service/operation.ts'
import { forbidden, unauthenticated } from '../service/refusals.ts'
import type { Caller } from './caller.ts'
import { isFromForeignPage } from './foreign-page.ts'

export const anonymous: Caller = { id: '', kind: 'anonymous', name: 'anonymous', role: 'none', scopes: [] }

const rank = { none: 0, viewer: 1, responder: 2, admin: 3 } as const

/**
 * One way to prove who one is. Answers undefined when the token is not of its sort, null when it is and is refused. Throws
 * `unavailable` when it cannot say for certain and the request would change something.
 */
export type Authenticator = (
  token: string,
  writes: boolean,
) => Promise<Caller | null | undefined> | Caller | null | undefined

/** Of the console: `<secret that renews>~<token>`. */
export const sessionCookie = 'vigie_session'

type Headers = Readonly<Record<string, string | string[] | undefined>>
type Asking = { readonly method: string; readonly headers: Headers }
type Way = Pick<Operation, 'key_header' | 'reads'>

/** Who sent this request: by its `Authorization` header, by a key in `X-API-Key` where that is taken, else by the console's cookie. */
export async function authenticateRequest(
  { method, headers }: Asking,
  authenticators: readonly Authenticator[],
  { key_header, reads }: Way = {},
): Promise<Caller> {
  const writes = !reads && !['GET', 'HEAD', 'OPTIONS'].includes(method)
  const { authorization } = headers
  if (typeof authorization === 'string') {
    // Browsers remember a password, and send it unasked like a cookie.
    if (writes && isBasic(authorization) && isFromForeignPage(headers, undefined)) return anonymous
    return authenticate(authorization, authenticators, writes)
  }
  const key = key_header ? headers['x-api-key'] : undefined
  if (typeof key === 'string') return authenticate(`Bearer ${key}`, authenticators, writes)
  // A cookie is sent unasked: one that has expired, or that another site makes the browser send, is none.
  if (headers.cookie === undefined || (writes && !fromOwnPages(headers))) return anonymous
  for (const cookie of cookiesOf(headers, sessionCookie)) {
    const token = cookie.split('~')[1]
    const caller = token ? await callerOf(token, authenticators, writes) : null
    if (caller) return caller
  }
  return anonymous
}

/** Who sent this `Authorization` header. A token nobody knows is refused, also on public routes: better than a silent downgrade. */
async function authenticate(
  header: string | undefined,
  authenticators: readonly Authenticator[],
  writes = false,
): Promise<Caller> {
  if (!header) return anonymous
  // Clients of InfluxDB 2 say "Token".
  const token = isBasic(header) ? passwordIn(header) : /^(?:Bearer|Token)\s+(\S+)$/i.exec(header)?.[1]
  if (!token) throw unauthenticated('auth.malformed')
  const caller = await callerOf(token, authenticators, writes)
  if (caller) return caller
  throw unauthenticated('auth.unknown-token')
}

const isBasic = (header: string): boolean => /^Basic\s/i.test(header)

/** Programs that know nothing else (Prometheus, Grafana) send a key as the password of whatever user. Source: RFC 7617. */
function passwordIn(header: string): string | undefined {
  const pair = Buffer.from(header.slice('Basic '.length).trim(), 'base64').toString()
  const colon = pair.indexOf(':')
  return colon < 0 ? undefined : pair.slice(colon + 1)
}

async function callerOf(
  token: string,
  authenticators: readonly Authenticator[],
  writes: boolean,
): Promise<Caller | null> {
  for (const known of authenticators) {
    const caller = await known(token, writes)
    if (caller !== undefined) return caller
  }
  return null
}

/** Browsers say where a request that changes something comes from; proxies may have changed `Host`. */
export function fromOwnPages(headers: Headers): boolean {
  if (headers['sec-fetch-site'] !== undefined) return headers['sec-fetch-site'] === 'same-origin'
  const origin = String(headers.origin ?? '')
  return URL.canParse(origin) && new URL(origin).host === headers.host
}

/** More of one name than a browser sends without somebody having put them there. */
const mostOfOneName = 4

/** A page of a neighbouring host can lay a second cookie of the same name, which may come before ours. */
export function cookiesOf(headers: Headers, name: string): readonly string[] {
  if (headers.cookie === undefined) return []
  const values: string[] = []
  for (const pair of String(headers.cookie).split(';')) {
    const text = pair.trim()
    if (text.startsWith(`${name}=`)) values.push(text.slice(name.length + 1))
    if (values.length === mostOfOneName) break
  }
  return values
}

export const cookieOf = (headers: Headers, name: string): string | undefined => cookiesOf(headers, name)[0]

/** Refuses whoever may not call this at all; what belongs to somebody only its service can tell. */
export function authorize(
  caller: Caller,
  { access, scope, audience }: Pick<Operation, 'access' | 'scope' | 'audience'>,
): void {
  requireRole(caller, access, scope)
  if (audience === 'cluster' && !caller.scopes.includes('cluster')) {
    throw forbidden('auth.cluster-only')
  }
  const isPerson = caller.kind === 'user'
  if (audience === 'people' && !isPerson) {
    throw forbidden('auth.people-only')
  }
  if (audience === 'people-or-operator' && !isPerson && !caller.scopes.includes(operatorScope)) {
    throw forbidden('auth.people-only')
  }
}

function requireRole(caller: Caller, access: Operation['access'], scope: Operation['scope'] = []): void {
  if (access === 'public' || rank[caller.role] >= rank[access]) return
  if ([scope].flat().some(one => scopeOpens(caller, one, access))) return
  if (caller.kind === 'anonymous') {
    throw unauthenticated('auth.required', { access })
  }
  throw forbidden('auth.role-too-small', { access, role: caller.role })
}

/** A key's scope opens no more than its owner could open without it: it shrinks with the role of its owner. */
export function scopeOpens(caller: Caller, scope: string, access: Exclude<Operation['access'], 'public'>): boolean {
  return caller.scopes.includes(scope) && rank[caller.owner_role ?? 'admin'] >= rank[access]
}

/** Of the operator's key alone: no key that is made here can be given it. */
const operatorScope = 'operator'

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()

export type AdminKeyOptions = {
  readonly data: string
  /** From the environment. */
  readonly given: string | undefined
  readonly log: Log
  /** Some service here knows who people are. */
  readonly signIn: boolean
}

/**
 * The one key that rules until people sign in: from the environment, else made at the first start, shown once and kept
 * only as a hash. It has 256 random bits, so a plain SHA-256 is enough.
 */
export function adminKey({ data, given, log, signIn }: AdminKeyOptions): Authenticator {
  const file = join(data, 'admin-key.sha256')
  // Where people sign in nobody needs a key that rules; one that is already in use goes on working.
  if (!given && signIn && !existsSync(file)) return () => undefined
  const expected = given ? sha256(given) : keptKey(file, log)
  const scopes = ['metrics', operatorScope]
  const caller: Caller = { id: 'admin-key', kind: 'key', name: 'admin key', role: 'admin', scopes }
  return token => (timingSafeEqual(sha256(token), expected) ? caller : undefined)
}

function keptKey(file: string, log: Log): Buffer {
  if (existsSync(file)) return Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')
  const key = `vg_admin_${randomBytes(32).toString('base64url')}`
  writeFileAtomically(file, `${sha256(key).toString('hex')}\n`, 0o600)
  // On standard output, not through the log, which may also go to a file: this is the only time it is readable.
  process.stdout.write(`\nAdmin key (shown once, keep it): ${key}\n\n`)
  log.info({ file }, 'admin key made; only its hash is kept')
  return sha256(key)
}

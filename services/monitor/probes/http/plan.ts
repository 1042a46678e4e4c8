import { type Condition, conditionsOf } from '../../../../kit/conditions/conditions.ts'
import type { Endpoint } from '../connection/connection.ts'
import { familyOf, prepared, slowMs } from '../kind/settings.ts'
import type { HttpRequest } from './exchange.ts'
import { type StatusRule, statusRule } from './expected-status.ts'
import { type HttpSettings, httpWords } from './settings.ts'

export type HttpPlan = {
  readonly settings: HttpSettings
  readonly first: Hop
  readonly status: StatusRule
  readonly conditions: readonly Condition[]
  readonly needsBody: boolean
  readonly body_bytes: number
  readonly slow_ms: number
}

export type Hop = {
  readonly url: URL
  readonly endpoint: Endpoint
  readonly request: HttpRequest
}

const neededBytes = 1_048_576
const ordinaryBytes = 65_536

export const httpPlan = prepared((settings: HttpSettings): HttpPlan => {
  const { keyword, keyword_absent, method, body } = settings
  const conditions = conditionsOf(settings.conditions ?? [], httpWords)
  const needsBody = (keyword ?? keyword_absent) !== undefined || conditions.some(condition => condition.needsBody)
  const url = new URL(settings.url)
  return {
    settings,
    first: {
      url,
      endpoint: endpointOf(url, settings, settings.tls.server_name),
      request: requestOf(url, { method, body, headers: ownHeaders(settings) }),
    },
    status: statusRule(settings.expected_status),
    conditions,
    needsBody,
    body_bytes: needsBody ? neededBytes : ordinaryBytes,
    slow_ms: slowMs(settings.degraded_above),
  }
})

/**
 * Where a redirect leads to. Browsers and curl change the method in the same way. null: another site wants the body,
 * which was meant for the first one.
 */
export function nextHop({ request }: Hop, url: URL, status: number, { first, settings }: HttpPlan): Hop | null {
  const { method, body } = request
  const home = url.origin === first.url.origin
  // What was meant for one site must not reach another one, keys in unusual headers included.
  const headers = home ? ownHeaders(settings) : only(harmless, ownHeaders(settings))
  const becomesGet = (status === 303 && method !== 'HEAD') || (status < 303 && method === 'POST')
  if (!home && !becomesGet && body !== undefined) return null
  return {
    url,
    endpoint: endpointOf(url, settings, home ? settings.tls.server_name : undefined),
    request: requestOf(url, becomesGet ? { method: 'GET', body: undefined, headers } : { method, body, headers }),
  }
}

const harmless: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-type', 'user-agent'])

type Headers = Readonly<Record<string, string>>
type Sent = { readonly method: string; readonly body: string | undefined; readonly headers: Headers }

function requestOf(url: URL, { method, body, headers }: Sent): HttpRequest {
  const all = {
    host: url.host,
    ...headers,
    'accept-encoding': 'identity',
    connection: 'close',
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
  }
  return { method, path: url.pathname + url.search, headers: Object.entries(all).flat(), body }
}

function endpointOf(url: URL, { ip_version, tls }: HttpSettings, server_name: string | undefined): Endpoint {
  const secure = url.protocol === 'https:'
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (secure ? 443 : 80),
    family: familyOf(ip_version),
    tls: secure ? { verify: tls.verify, server_name } : null,
  }
}

function ownHeaders({ headers = {}, bearer_token, username, password = '' }: HttpSettings): Headers {
  const credentials = Buffer.from(`${username}:${password}`).toString('base64')
  return {
    accept: '*/*',
    'user-agent': 'Vigie',
    ...(bearer_token !== undefined && { authorization: `Bearer ${bearer_token}` }),
    ...(username !== undefined && { authorization: `Basic ${credentials}` }),
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  }
}

const only = (names: ReadonlySet<string>, headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => names.has(name)))

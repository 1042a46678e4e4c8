import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { requestHttp, requestHttps } from '../../../kit/http/node-http.ts'
import type { OutgoingPolicy } from '../../../kit/http-client/network.ts'
import { redactAddress } from '../../../kit/http-client/redact-address.ts'
import { redactText } from '../../../kit/http-client/redact-text.ts'
import { inEnglish } from '../../../kit/messages/kit-catalogue.ts'

/** What the server gave to ask with next time. */
export type Validators = { readonly etag: string | undefined; readonly last_modified: string | undefined }

export type Fetched =
  | {
      readonly status: number
      readonly url: string
      readonly content_type: string | null
      readonly body: Uint8Array
      readonly validators: Validators
      readonly retry_after: string | undefined
    }
  /** `broken`: somebody there refused or broke off. `silence`: nobody said anything. `ours`: we did not want it. */
  | { readonly failure: string; readonly cause: 'broken' | 'silence' | 'ours' }

export type Fetching = {
  readonly network: OutgoingPolicy
  readonly signal: AbortSignal
  readonly validators?: Validators | undefined
}

/** The largest known feed has 2.4 MB; counted after unpacking. */
const mostBytes = 8 * 1_048_576
const mostRedirects = 3

/** One GET, redirects followed on the same site only. Never rejects. */
export async function fetchFeed(address: string, fetching: Fetching): Promise<Fetched> {
  let url = new URL(address)
  for (let hop = 0; ; hop++) {
    const answer = await get(url, fetching).catch(thrown => failureOf(thrown, fetching.signal))
    if (!('response' in answer)) return answer
    const { response } = answer
    const location = redirectOf(response)
    if (location === null) return read(response, url, fetching.signal)
    response.destroy()
    const next = URL.canParse(location, url.href) ? new URL(location, url) : null
    if (!next || !isSameSite(url, next))
      return { failure: `is redirected to another site: ${shown(redactAddress(location))}`, cause: 'ours' }
    if (hop >= mostRedirects) return { failure: `is redirected more than ${mostRedirects} times`, cause: 'ours' }
    url = next
  }
}

type Got = { readonly response: IncomingMessage }

function get(url: URL, { network, signal, validators }: Fetching): Promise<Got | Fetched> {
  const refusal = network.refuses(url.hostname, 'operator')
  if (refusal) return Promise.resolve({ failure: inEnglish(refusal), cause: 'ours' })
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const request = send(url, {
      agent: false,
      signal,
      maxHeaderSize: 65_536,
      headers: {
        'user-agent': 'Vigie (reads status pages)',
        accept: 'application/json, application/rss+xml, application/atom+xml, text/xml, text/html;q=0.8, */*;q=0.5',
        'accept-encoding': 'gzip, br',
        ...(validators?.etag ? { 'if-none-match': validators.etag } : {}),
        ...(validators?.last_modified ? { 'if-modified-since': validators.last_modified } : {}),
      },
      // A literal address was judged above, and sockets do not look it up.
      ...(isIP(url.hostname) ? {} : { lookup: network.lookup('operator') }),
    })
    request.on('error', reject)
    request.on('response', response => resolve({ response }))
    request.end()
  })
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | null {
  return [301, 302, 303, 307, 308].includes(statusCode) ? (headers.location ?? null) : null
}

async function read(response: IncomingMessage, url: URL, signal: AbortSignal): Promise<Fetched> {
  const { statusCode: status = 0, headers } = response
  try {
    const body = status === 304 ? Buffer.alloc(0) : await readAll(unpacked(response))
    return {
      status,
      url: url.href,
      content_type: headers['content-type'] ?? null,
      body,
      validators: { etag: headers.etag, last_modified: headers['last-modified'] },
      retry_after: headers['retry-after'],
    }
  } catch (thrown) {
    return failureOf(thrown, signal)
  } finally {
    response.destroy()
  }
}

const unpackers: ReadonlyMap<string, () => Transform> = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['br', createBrotliDecompress],
  ['deflate', createInflate],
])

function unpacked(response: IncomingMessage): Readable {
  const coding = (response.headers['content-encoding'] ?? 'identity').trim().toLowerCase()
  const unpack = unpackers.get(coding)
  if (!unpack) return response
  // Errors of either end reach whoever reads the result.
  return pipeline(response, unpack(), () => undefined)
}

async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    size += chunk.length
    if (size > mostBytes) throw new TooLarge(`is larger than ${mostBytes / 1_048_576} MiB`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

class TooLarge extends Error {}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection',
  ECONNRESET: 'breaks the connection off',
  EPIPE: 'breaks the connection off',
  ENOTFOUND: 'has no address',
  EAI_AGAIN: 'has no address at the moment',
  ETIMEDOUT: 'does not answer',
  ERR_STREAM_PREMATURE_CLOSE: 'breaks the answer off',
}
const silent = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])

function failureOf(thrown: unknown, signal: AbortSignal): Fetched {
  // Whatever the socket says of it afterwards.
  if (signal.aborted) return { failure: 'does not answer in time', cause: 'silence' }
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const code = 'code' in error ? String(error.code) : ''
  const failure = words[code] ?? shown(error.message)
  if (error instanceof TooLarge || code === 'EREFUSEDBYPOLICY') return { failure, cause: 'ours' }
  return { failure, cause: silent.has(code) ? 'silence' : 'broken' }
}

const shown = (text: string): string => redactText(text).replace(/\s+/g, ' ').slice(0, 200)

/** `example.co.uk` is a site, `co.uk` is not: second-level names that are registries of a country. */
const registries = new Set(['co', 'com', 'org', 'net', 'gov', 'gob', 'gouv', 'ac', 'edu', 'or', 'ne', 'go'])

/** May a redirect be followed? The same site, and never from an encrypted connection to one that is not. */
export function isSameSite(from: URL, to: URL): boolean {
  if (!/^https?:$/.test(to.protocol) || (from.protocol === 'https:' && to.protocol !== 'https:')) return false
  if (to.username !== '' || to.password !== '') return false
  return siteOf(from.hostname) === siteOf(to.hostname)
}

function siteOf(host: string): string {
  const name = host.toLowerCase().replace(/\.$/, '')
  if (isIP(name) !== 0 || name.startsWith('[')) return name
  const labels = name.split('.')
  const ofCountry = labels.at(-1)?.length === 2 && registries.has(labels.at(-2) ?? '')
  return labels.slice(ofCountry ? -3 : -2).join('.')
}

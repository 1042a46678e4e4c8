import { isIP } from 'node:net'
import { type Message, say } from '../../../contracts/messages/words.ts'
import type { OutgoingPolicy, PolicyFailure } from '../../../kit/http-client/network.ts'
import { redactText } from '../../../kit/http-client/redact-text.ts'
import { sendHttp } from '../../../kit/http-client/send-http.ts'
import { plainText } from '../../../kit/messages/message.ts'

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
  | { readonly failure: Message; readonly cause: 'broken' | 'silence' | 'ours' }

export type Fetching = {
  readonly network: OutgoingPolicy
  readonly signal: AbortSignal
  readonly validators?: Validators | undefined
}

/** The largest known feed has 2.4 MB; counted after unpacking. */
const mostBytes = 8 * 1_048_576
const mostRedirects = 3

/** One GET, redirects followed on the same site only. Never rejects. */
export async function fetchFeed(address: string, { network, signal, validators }: Fetching): Promise<Fetched> {
  try {
    const { status, url, headers, body } = await sendHttp(address, {
      network,
      trust: 'operator',
      signal,
      headers: {
        'user-agent': 'Vigie (reads status pages)',
        accept: 'application/json, application/rss+xml, application/atom+xml, text/xml, text/html;q=0.8, */*;q=0.5',
        'accept-encoding': 'gzip, br',
        ...(validators?.etag ? { 'if-none-match': validators.etag } : {}),
        ...(validators?.last_modified ? { 'if-modified-since': validators.last_modified } : {}),
      },
      most_bytes: mostBytes,
      skipBody: status => status === 304,
      redirects: { most: mostRedirects, may: isSameSite },
    })
    return {
      status,
      url,
      content_type: headers['content-type'] ?? null,
      body,
      validators: { etag: headers.etag, last_modified: headers['last-modified'] },
      retry_after: headers['retry-after'],
    }
  } catch (thrown) {
    return failureOf(thrown, signal)
  }
}

const words: Readonly<Record<string, Message>> = {
  ECONNREFUSED: say('provider.refuses'),
  ECONNRESET: say('provider.breaks-off'),
  EPIPE: say('provider.breaks-off'),
  ENOTFOUND: say('provider.no-address'),
  EAI_AGAIN: say('provider.no-address-now'),
  ETIMEDOUT: say('provider.no-answer'),
  ERR_STREAM_PREMATURE_CLOSE: say('provider.breaks-answer'),
}
const silent = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'])

function failureOf(thrown: unknown, signal: AbortSignal): Fetched {
  // Whatever the socket says of it afterwards.
  if (signal.aborted) return { failure: say('provider.late'), cause: 'silence' }
  const { refusal, code = '', message }: NetworkFailure = thrown instanceof Error ? thrown : new Error(String(thrown))
  if (refusal) return { failure: refusal, cause: 'ours' }
  const failure = words[code] ?? plainText(shown(message))
  return { failure, cause: silent.has(code) ? 'silence' : 'broken' }
}

type NetworkFailure = NodeJS.ErrnoException & Partial<PolicyFailure>

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

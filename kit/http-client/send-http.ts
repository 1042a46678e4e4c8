import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { inEnglish, say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
import { type OutgoingPolicy, policyFailure, type Trust } from './network.ts'
import { requestHttp, requestHttps } from './node-http.ts'
import { redactAddress } from './redact-address.ts'

export type HttpRequest = {
  readonly network: OutgoingPolicy
  readonly trust: Trust
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
  /** Of a server that knows its clients by their certificates, and whom alone we trust to be it; all PEM. */
  readonly identity?: { readonly certificate: string; readonly key: string; readonly authority: string }
  /** The deadline of the whole exchange, or that nobody waits for it any more. */
  readonly signal?: AbortSignal
  /** Of the body, counted after unpacking. */
  readonly most_bytes: number
  /** What came until the body was too long, or broke off, is an answer. */
  readonly isPartTaken?: boolean
  /** Where the status already says everything, the body is not waited for. */
  readonly skipBody?: (status: number) => boolean
  /** Left out: a redirect is the answer. */
  readonly redirects?: { readonly most: number; readonly may: (from: URL, to: URL) => boolean }
}

export type HttpAnswer = {
  readonly status: number
  /** Of the last hop. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** We did not want it: a redirect leads away, or the answer is too long. */
const notWanted = (refusal: Message) => Object.assign(new Error(inEnglish(refusal)), { refusal })

/** One request on a connection of its own. Rejects when no answer comes, or not all of it. */
export async function sendHttp(address: string | URL, request: HttpRequest): Promise<HttpAnswer> {
  let url = new URL(address)
  for (let hop = 0; ; hop += 1) {
    const response = await responseTo(url, request)
    const { redirects } = request
    const location = locationOf(response)
    if (redirects === undefined || location === undefined) return readAnswer(response, url, request)
    response.destroy()
    url = nextHop(url, location, { ...redirects, hop })
  }
}

/** As `fetch` answers, for libraries that take one. */
export function responseOf({ status, headers, body }: Omit<HttpAnswer, 'url'>): Response {
  const given = Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)])
  return new Response(withoutBody.has(status) ? null : new Uint8Array(body), { status, headers: given })
}

const withoutBody = new Set([204, 205, 304])

type Following = NonNullable<HttpRequest['redirects']> & { readonly hop: number }

const redirecting = new Set([301, 302, 303, 307, 308])

const locationOf = ({ statusCode = 0, headers }: IncomingMessage): string | undefined =>
  redirecting.has(statusCode) ? headers.location : undefined

function nextHop(url: URL, location: string, { most, may, hop }: Following): URL {
  const next = URL.parse(location, url.href)
  if (!next || !may(url, next)) throw notWanted(say('site.redirects-away', { location: redactAddress(location) }))
  if (hop >= most) throw notWanted(say('site.redirects', { limit: most }))
  return next
}

async function responseTo(url: URL, request: HttpRequest): Promise<IncomingMessage> {
  const { network, trust, method = 'GET', headers, body, signal, identity } = request
  const refusal = network.refuses(url.hostname, trust)
  if (refusal) throw policyFailure(refusal)
  const agent = network.agentFor(url)
  if (agent) await judgeName(url.hostname, request)
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const outgoing = send(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
      agent: agent ?? false,
      ...(signal ? { signal } : {}),
      ...(identity ? { cert: identity.certificate, key: identity.key, ca: identity.authority } : {}),
      maxHeaderSize: 65_536,
      // A literal address was judged above, and sockets do not look it up; a proxy was chosen by the operator.
      ...(agent || isIP(url.hostname) ? {} : { lookup: network.lookup(trust) }),
    })
    outgoing.on('error', reject)
    outgoing.on('response', resolve)
    outgoing.end(body)
  })
}

/** A proxy resolves the name itself: what it means here is judged before, and only the proxy may know what it means. */
function judgeName(host: string, { network, trust }: HttpRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    network.lookup(trust)(host, { all: true }, failure => {
      if (failure?.code === 'EREFUSEDBYPOLICY') reject(failure)
      else resolve()
    })
  })
}

async function readAnswer(response: IncomingMessage, url: URL, request: HttpRequest): Promise<HttpAnswer> {
  const { statusCode: status = 0, headers } = response
  try {
    const isRead = !request.skipBody?.(status)
    const body = isRead ? await readBody(unpacked(response), request) : Buffer.alloc(0)
    return { status, url: url.href, headers, body }
  } finally {
    response.destroy()
  }
}

async function readBody(stream: Readable, { most_bytes, isPartTaken }: HttpRequest): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of stream) {
      chunks.push(chunk)
      size += chunk.length
      if (size > most_bytes) throw notWanted(say('site.large', { limit: most_bytes / 1_048_576 }))
    }
  } catch (thrown) {
    if (!isPartTaken) throw thrown
  }
  return Buffer.concat(chunks)
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
  // Errors of either end reach whoever reads the result.
  return unpack ? pipeline(response, unpack(), () => undefined) : response
}

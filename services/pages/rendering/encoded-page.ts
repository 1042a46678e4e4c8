import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { defaultHeaders } from '../../../kit/http/security-headers.ts'
import { Reply } from '../../../kit/service/service.ts'

type Headers = Readonly<Record<string, string>>
type Encoding = 'plain' | 'gzip' | 'brotli'

/** A page as it goes over the wire, in every encoding, with nothing left to do when somebody asks for it. */
export type EncodedPage = {
  readonly hash: string
  readonly status: number
  /** Without encoding. */
  readonly bytes: Buffer
  readonly whole: Readonly<Record<Encoding, Reply>>
  /** For whoever has it already. */
  readonly unchanged: Readonly<Record<Encoding, Reply>>
}

const compressGzip = promisify(gzip)
const compressBrotli = promisify(brotliCompress)
// Quality 5 costs what gzip costs and is smaller; 11 would take a second for a large page. The window keeps memory low.
const brotliOptions = { params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_LGWIN]: 18 } }

export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('base64url').slice(0, 22)

export async function encodePage(bytes: Buffer, headers: Headers, status = 200): Promise<EncodedPage> {
  const hash = hashOf(bytes)
  const [gzip, brotli] = await Promise.all([compressGzip(bytes, { level: 9 }), compressBrotli(bytes, brotliOptions)])
  const shared = {
    ...defaultHeaders(status),
    'cache-control': status === 200 ? fresh : 'no-cache',
    ...headers,
    vary: 'accept-encoding',
  }
  const replyOf = (body: Buffer, own: Headers): Reply =>
    new Reply(body, { ...shared, 'content-length': String(body.length), ...own }, status)
  const whole = {
    plain: replyOf(bytes, { etag: `"${hash}"` }),
    gzip: replyOf(gzip, { etag: `"${hash}-gzip"`, 'content-encoding': 'gzip' }),
    brotli: replyOf(brotli, { etag: `"${hash}-br"`, 'content-encoding': 'br' }),
  }
  const unchanged = {
    plain: unchangedOf(whole.plain),
    gzip: unchangedOf(whole.gzip),
    brotli: unchangedOf(whole.brotli),
  }
  return { hash, status, bytes, whole, unchanged }
}

/**
 * Whoever has it may show it for a second while it asks for a newer one: with the time that rendering takes a change is seen
 * within two. It keeps crowds from asking all at once.
 */
const fresh = 'max-age=0, stale-while-revalidate=1'

/** What RFC 9110 wants of a 304, and what lets a script of another site see it. */
const repeated = new Set(['etag', 'vary', 'cache-control', 'access-control-allow-origin'])

const unchangedOf = ({ headers }: Reply): Reply =>
  new Reply('', Object.fromEntries(Object.entries(headers).filter(([name]) => repeated.has(name))), 304)

type Asked = Readonly<Record<string, string | string[] | undefined>>

export function replyWith({ status, hash, whole, unchanged }: EncodedPage, asked: Asked): Reply {
  const encoding = encodingFor(String(asked['accept-encoding'] ?? ''))
  const known = asked['if-none-match']
  return status === 200 && known !== undefined && matches(String(known), hash) ? unchanged[encoding] : whole[encoding]
}

/** Browsers say the same few things. */
const known = new Map<string, Encoding>()

function encodingFor(accepted: string): Encoding {
  let encoding = known.get(accepted)
  if (encoding === undefined) {
    encoding = encodingOf(accepted)
    if (known.size >= 100) known.clear()
    known.set(accepted, encoding)
  }
  return encoding
}

/** RFC 9110: what has weight 0 is refused. */
function encodingOf(accepted: string): Encoding {
  if (/(^|[,\s])br(?!\s*;\s*q=0(\.0*)?\s*(,|$))\s*(;|,|$)/i.test(accepted)) return 'brotli'
  return /(^|[,\s])gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))\s*(;|,|$)/i.test(accepted) ? 'gzip' : 'plain'
}

/** Whatever encoding they have of this text, it is still the newest. Proxies may have made the tag a weak one. */
function matches(known: string, hash: string): boolean {
  return known.trim() === '*' || known.split(',').some(tag => tag.trim().replace(/^W\//, '').startsWith(`"${hash}`))
}

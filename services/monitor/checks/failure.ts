import { down, unknown, type Verdict } from './attempt.ts'
import { hostPort, shortened } from './in-words.ts'

/** What a socket, a resolver or a parser fails with. */
export type Failure = NodeJS.ErrnoException & {
  readonly address?: string
  readonly port?: number
  readonly hostname?: string
  readonly reason?: string
  readonly errors?: readonly Failure[]
}

const reasons: Readonly<Record<string, (where: string) => string>> = {
  ECONNREFUSED: where => `connection refused by ${where}`,
  ECONNRESET: where => `connection reset by ${where}`,
  EPIPE: where => `connection closed by ${where}`,
  EHOSTUNREACH: where => `no route to ${where} (EHOSTUNREACH)`,
  ENETUNREACH: where => `no route to ${where} (ENETUNREACH)`,
  ETIMEDOUT: where => `no answer from ${where} (ETIMEDOUT)`,
  ENOTFOUND: where => `name ${where} does not resolve (ENOTFOUND)`,
  ENODATA: where => `name ${where} does not resolve (ENODATA)`,
  EAI_NODATA: where => `name ${where} does not resolve (EAI_NODATA)`,
  EAI_AGAIN: where => `name ${where} could not be resolved, the resolver does not answer (EAI_AGAIN)`,
  EAI_FAIL: where => `name ${where} could not be resolved, the resolver failed (EAI_FAIL)`,
  EAI_ADDRFAMILY: where => `name ${where} has no address of this IP version (EAI_ADDRFAMILY)`,
  ERR_SSL_WRONG_VERSION_NUMBER: where => `${where} does not speak TLS`,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: where => `${where} does not speak TLS`,
  ERR_SSL_UNSUPPORTED_PROTOCOL: where => `${where} offers only TLS versions that are too old`,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: where => `${where} refuses TLS 1.2 and 1.3`,
}

/** This machine ran out of something, or forbids it: no word about the target. */
const ours: Readonly<Record<string, string>> = {
  EMFILE: 'this program has too many files and connections open (EMFILE)',
  ENFILE: 'this machine has too many files open (ENFILE)',
  ENOBUFS: 'this machine has no buffers left (ENOBUFS)',
  ENOMEM: 'this machine has no memory left (ENOMEM)',
  EADDRNOTAVAIL: 'this machine has no free port or no address of this IP version (EADDRNOTAVAIL)',
  EAFNOSUPPORT: 'this machine does not speak this IP version (EAFNOSUPPORT)',
  EACCES: 'this machine forbids the connection (EACCES)',
  EPERM: 'this machine forbids the connection (EPERM)',
}

/** Those that have words of their own. */
export const failureCodes: readonly string[] = [...Object.keys(reasons), ...Object.keys(ours)]

/** Somebody answered, if only to refuse. */
const answers: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])

export function isAnswer(failure: Failure): boolean {
  return each(failure).some(({ code = '' }) => answers.has(code))
}

/** `target`: host and port, for failures that do not name their own. */
export function verdictOf(failure: Failure, target: string): Verdict {
  if (failure.code === 'EREFUSEDBYPOLICY') return unknown(failure.message)
  const all = each(failure)
  const own = all.map(({ code = '' }) => ours[code]).filter(reason => reason !== undefined)
  if (own[0] && own.length === all.length) return unknown(own[0])
  return down([...new Set(all.map(one => reasonOf(one, target)))].join('; '))
}

function reasonOf(failure: Failure, target: string): string {
  const { code = '', address, port, hostname } = failure
  const say = reasons[code]
  if (say) return say(address && port ? hostPort(address, port) : (hostname ?? address ?? target))
  if (code.startsWith('ERR_SSL') || code === 'EPROTO')
    return `TLS handshake with ${target} failed: ${shortened(failure.reason ?? failure.message, 120)}`
  return `${target}: ${shortened(failure.message, 160)}`
}

/** A name with several addresses fails once for each. */
const each = (failure: Failure): readonly Failure[] => (failure.errors?.length ? failure.errors : [failure])

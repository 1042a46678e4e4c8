import { say, together } from '../../../../contracts/messages/words.ts'
import { shortened } from '../../../../kit/http-client/shortened.ts'
import type { Message, Param } from '../../../../kit/messages/message.ts'
import { down, unknown, type Verdict } from '../kind/attempt.ts'
import { hostPort } from '../kind/format.ts'

export type NetworkError = NodeJS.ErrnoException & {
  readonly address?: string
  readonly port?: number
  readonly hostname?: string
  readonly reason?: string
  readonly refusal?: Message
  readonly errors?: readonly NetworkError[]
}

type Where = { readonly where: Param; readonly code: string }

const reasons: Readonly<Record<string, (failed: Where) => Message>> = {
  ECONNREFUSED: ({ where }) => say('connection.refused', { where }),
  ECONNRESET: ({ where }) => say('connection.reset', { where }),
  EPIPE: ({ where }) => say('connection.closed', { where }),
  EHOSTUNREACH: failed => say('connection.no-route', failed),
  ENETUNREACH: failed => say('connection.no-route', failed),
  ETIMEDOUT: failed => say('connection.no-answer', failed),
  ENOTFOUND: failed => say('name.unresolved', failed),
  ENODATA: failed => say('name.unresolved', failed),
  EAI_NODATA: failed => say('name.unresolved', failed),
  EAI_AGAIN: failed => say('name.resolver-silent', failed),
  EAI_FAIL: failed => say('name.resolver-failed', failed),
  EAI_ADDRFAMILY: failed => say('name.ip-version', failed),
  ERR_SSL_WRONG_VERSION_NUMBER: ({ where }) => say('tls.none', { where }),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: ({ where }) => say('tls.none', { where }),
  ERR_SSL_UNSUPPORTED_PROTOCOL: ({ where }) => say('tls.old', { where }),
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: ({ where }) => say('tls.versions', { where }),
}

/** This machine ran out of something, or forbids it: no word about the target. */
const ours: Readonly<Record<string, Message>> = {
  EMFILE: say('machine.files', { code: 'EMFILE' }),
  ENFILE: say('machine.all-files', { code: 'ENFILE' }),
  ENOBUFS: say('machine.buffers', { code: 'ENOBUFS' }),
  ENOMEM: say('machine.memory', { code: 'ENOMEM' }),
  EADDRNOTAVAIL: say('machine.ports', { code: 'EADDRNOTAVAIL' }),
  EAFNOSUPPORT: say('machine.ip-version', { code: 'EAFNOSUPPORT' }),
  EACCES: say('machine.forbidden', { code: 'EACCES' }),
  EPERM: say('machine.forbidden', { code: 'EPERM' }),
}

export const networkErrorCodes: readonly string[] = [...Object.keys(reasons), ...Object.keys(ours)]

const answers: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE'])

export function isAnswer(failure: NetworkError): boolean {
  return each(failure).some(({ code = '' }) => answers.has(code))
}

/** `target`: host and port, for failures that do not name their own. */
export function verdictOf(failure: NetworkError, target: Param): Verdict {
  if (failure.refusal) return unknown(failure.refusal)
  const all = each(failure)
  const own = all.map(({ code = '' }) => ours[code]).filter(reason => reason !== undefined)
  if (own[0] && own.length === all.length) return unknown(own[0])
  return down(together(all.map(one => reasonOf(one, target))))
}

function reasonOf(failure: NetworkError, target: Param): Message {
  const { code = '', address, port, hostname } = failure
  const reason = reasons[code]
  const where = address && port ? hostPort(address, port) : (hostname ?? address ?? target)
  if (reason) return reason({ where, code })
  if (code.startsWith('ERR_SSL') || code === 'EPROTO')
    return say('tls.failed', { where: target, text: shortened(failure.reason ?? failure.message, 120) })
  return say('connection.other', { where: target, text: shortened(failure.message, 160) })
}

const each = (failure: NetworkError): readonly NetworkError[] => (failure.errors?.length ? failure.errors : [failure])

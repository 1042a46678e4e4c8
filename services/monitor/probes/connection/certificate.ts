import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { ProbeEvidence } from '../../../../contracts/common-schemas.ts'
import { say } from '../../../../contracts/messages/words.ts'
import { shortened } from '../../../../kit/http-client/shortened.ts'
import type { Message } from '../../../../kit/messages/message.ts'
import { dateOf } from '../kind/format.ts'

export type Certificate = NonNullable<ProbeEvidence['certificate']>

const dayMs = 86_400_000

export function certificateOf(
  socket: TLSSocket,
  now: number,
): { certificate: Certificate; x509: X509Certificate } | null {
  const x509 = socket.getPeerX509Certificate()
  if (!x509) return null
  const validTo = x509.validToDate
  const certificate = {
    subject: shortened(x509.subject?.replaceAll('\n', ', ') ?? '', 300),
    issuer: shortened(x509.issuer?.replaceAll('\n', ', ') ?? '', 300),
    valid_from: x509.validFromDate.toISOString(),
    valid_to: validTo.toISOString(),
    days_left: Math.floor((validTo.getTime() - now) / dayMs),
  }
  return { certificate, x509 }
}

/** Why a certificate is not accepted. `code` is what OpenSSL or Node's check of the name said. */
export function certificateProblem(code: string, certificate: Certificate, more: CertificateContext): Message {
  const { now, x509, host } = more
  const ended = expired(certificate, now)
  if (ended) return ended
  const begins = Date.parse(certificate.valid_from)
  if (begins > now) return say('certificate.early', { date: dateOf(begins) })
  const reason = reasons[code]
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return say('certificate.name', { names: namesOf(x509), host })
  return reason ? reason(certificate) : say('certificate.not-accepted', { text: shortened(code, 80) })
}

export type CertificateContext = { readonly now: number; readonly x509: X509Certificate; readonly host: string }

export function expired(certificate: Certificate, now: number): Message | null {
  const end = Date.parse(certificate.valid_to)
  if (end > now) return null
  const days = Math.floor((now - end) / dayMs)
  const date = dateOf(end)
  return days === 0 ? say('certificate.expired-today', { date }) : say('certificate.expired', { date, days })
}

export function endsSoon(certificate: Certificate, limit: number): Message | null {
  const { days_left, valid_to } = certificate
  if (days_left >= limit) return null
  return say('certificate.soon', { days: days_left, date: valid_to.slice(0, 10), limit })
}

const reasons: Readonly<Record<string, (certificate: Certificate) => Message>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: () => say('certificate.self-signed'),
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  CERT_HAS_EXPIRED: () => say('certificate.chain-expired'),
  CERT_REVOKED: () => say('certificate.revoked'),
}

export const certificateCodes: readonly string[] = Object.keys(reasons)

function unknownAuthority({ issuer }: Certificate): Message {
  return say('certificate.authority', { issuer: shortened(issuer, 120) })
}

function namesOf(x509: X509Certificate): string | Message {
  const all = (x509.subjectAltName ?? '').split(', ').map(name => name.replace(/^(DNS|IP Address):/, ''))
  const known = all.filter(Boolean)
  if (known.length === 0) return shortened(/CN=(.*)/.exec(x509.subject ?? '')?.[1] ?? 'no name', 100)
  const names = shortened(known.slice(0, 3).join(', '), 200)
  return known.length > 3 ? say('certificate.names-more', { names, count: known.length - 3 }) : names
}

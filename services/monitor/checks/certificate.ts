import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { ProbeEvidence } from '../../../contracts/vocabulary.ts'
import { dateOf, shortened } from './in-words.ts'

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
export function certificateProblem(code: string, certificate: Certificate, more: CertificateContext): string {
  const { now, x509, host } = more
  const ended = expired(certificate, now)
  if (ended) return ended
  const begins = Date.parse(certificate.valid_from)
  if (begins > now) return `certificate is not valid before ${dateOf(begins)}`
  const say = reasons[code]
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return `certificate is for ${namesOf(x509)}, not ${host}`
  return say ? say(certificate) : `certificate is not accepted (${shortened(code, 80)})`
}

export type CertificateContext = { readonly now: number; readonly x509: X509Certificate; readonly host: string }

export function expired(certificate: Certificate, now: number): string | null {
  const end = Date.parse(certificate.valid_to)
  if (end > now) return null
  const days = Math.floor((now - end) / dayMs)
  return `certificate expired on ${dateOf(end)} (${days === 0 ? 'today' : `${days} ${days === 1 ? 'day' : 'days'} ago`})`
}

/** Why a certificate that is still valid ends too soon, or null. */
export function endsSoon(certificate: Certificate, wanted: number): string | null {
  const { days_left, valid_to } = certificate
  if (days_left >= wanted) return null
  return `certificate expires in ${days_left} ${days_left === 1 ? 'day' : 'days'} (${valid_to.slice(0, 10)}), fewer than ${wanted}`
}

const reasons: Readonly<Record<string, (certificate: Certificate) => string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: () => 'self-signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  CERT_HAS_EXPIRED: () => 'a certificate between it and its authority expired',
  CERT_REVOKED: () => 'certificate was revoked',
}

/** Those that have words of their own. */
export const certificateCodes: readonly string[] = Object.keys(reasons)

function unknownAuthority({ issuer }: Certificate): string {
  return `certificate comes from an authority that this machine does not know, or is sent without its chain (issuer: ${shortened(issuer, 120)})`
}

function namesOf(x509: X509Certificate): string {
  const names = (x509.subjectAltName ?? '').split(', ').map(name => name.replace(/^(DNS|IP Address):/, ''))
  const known = names.filter(Boolean)
  if (known.length === 0) return shortened(/CN=(.*)/.exec(x509.subject ?? '')?.[1] ?? 'no name', 100)
  const more = known.length > 3 ? ` and ${known.length - 3} more` : ''
  return shortened(known.slice(0, 3).join(', '), 200) + more
}

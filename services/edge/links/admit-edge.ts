import { forbidden, unauthenticated } from '../../../contracts/refusals.ts'
import type { ClientCertificate } from '../../../kit/service/service.ts'
import type { Made } from '../deps.ts'
import type { Link } from './link-store.ts'

/** Whose certificate it is. Of all that were signed for an edge the newest is good, and the one before. */
export async function linkAsking(
  { links }: Pick<Made, 'links'>,
  certificate: ClientCertificate | undefined,
): Promise<Link> {
  if (!certificate) throw unauthenticated('edge.no-certificate')
  const link = await links.find(certificate.subject)
  const { fingerprint } = certificate
  const isGood = link?.fingerprint === fingerprint || link?.fingerprint_before === fingerprint
  if (!link || link.revoked_at !== null || !isGood) throw forbidden('edge.link-revoked')
  return link
}

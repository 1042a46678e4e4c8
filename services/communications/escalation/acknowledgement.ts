import type { LinkSigner } from '../links/link-token.ts'

/** What a link in a message allows: to say once, for a day, that somebody looks after the incident. */
export type Acknowledgement = {
  readonly delivery_id: string
  readonly incident_id: string
  readonly expires_at: number
}

const purpose = 'acknowledge'
const validMs = 24 * 3_600_000

/** The same on every attempt of the delivery. */
export function acknowledgementToken(
  delivery: { readonly id: string; readonly created_at: string },
  incident_id: string,
  links: LinkSigner,
): string {
  const expires_s = Math.floor((Date.parse(delivery.created_at) + validMs) / 1000)
  return links.sign(purpose, [delivery.id, incident_id, expires_s].join('~'))
}

export function readAcknowledgement(token: string, links: LinkSigner): Acknowledgement | null {
  const [delivery_id, incident_id, expires_s] = links.verify(purpose, token)?.split('~') ?? []
  if (!delivery_id || !incident_id || !expires_s) return null
  return { delivery_id, incident_id, expires_at: Number(expires_s) * 1000 }
}

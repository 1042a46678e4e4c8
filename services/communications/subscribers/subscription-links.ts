import { createHash, randomBytes } from 'node:crypto'
import type { LinkSigner } from '../links/link-token.ts'
import type { Subscriber } from './subscriber.ts'
import type { SubscriberStore } from './subscriber-store.ts'

/** Another one than the secret that confirms: whoever has an e-mail with news may end the subscription and not begin it. */
const purpose = 'unsubscribe'
/** Of e-mails that were sent before: their links end a subscription for good, and confirm one that has never begun. */
const earlierPurpose = 'subscription'

/** The id of the subscriber whom this token may unsubscribe. */
export const unsubscribedBy = (token: string, links: LinkSigner): string | null =>
  links.verify(purpose, token) ?? links.verify(earlierPurpose, token)

/** Who may be confirmed with this token. */
export async function confirmedBy(
  token: string,
  { subscribers, links }: { readonly subscribers: SubscriberStore; readonly links: LinkSigner },
): Promise<Subscriber | undefined> {
  const requested = await subscribers.requestedWith(hashOf(token))
  if (requested) return requested
  const id = links.verify(earlierPurpose, token)
  const known = id === null ? undefined : await subscribers.find(id)
  return known?.status === 'pending' && known.confirm_sha256 === null ? known : undefined
}

/** For one e-mail that asks. */
export function newConfirmation(): { readonly token: string; readonly confirm_sha256: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, confirm_sha256: hashOf(token) }
}

const hashOf = (token: string): string => createHash('sha256').update(`confirm ${token}`).digest('hex')

type LinkDeps = { readonly links: LinkSigner; readonly settings: { readonly public_url?: string } }

export const confirmLink = (token: string, subscriber: Subscriber, { settings }: Pick<LinkDeps, 'settings'>): string =>
  `${baseOf(subscriber, settings)}/${token}/confirm`

export const unsubscribeLink = (subscriber: Subscriber, { links, settings }: LinkDeps): string =>
  `${baseOf(subscriber, settings)}/${links.sign(purpose, subscriber.id)}/unsubscribe`

function baseOf({ base_url }: Subscriber, { public_url }: LinkDeps['settings']): string {
  return `${(public_url ?? base_url).replace(/\/+$/, '')}/api/v1/subscriptions`
}

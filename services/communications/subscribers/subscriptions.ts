import { createHash, randomBytes } from 'node:crypto'
import type { Language } from '../../../contracts/messages/notifications.ts'
import type { RateLimit } from '../../../kit/rate-limit/rate-limit.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { Smtp } from '../channels/transport/smtp.ts'
import type { EmailSender } from '../emails/email-sender.ts'
import type { LinkSigner } from '../links/link-token.ts'
import type { Subscriber } from './subscriber.ts'
import type { SubscriberStore } from './subscriber-store.ts'

/** What the use cases of this folder stand on. */
export type Subscriptions = {
  readonly store: Store
  readonly subscribers: SubscriberStore
  readonly mails: Pick<EmailSender, 'add' | 'removeTo'>
  readonly links: LinkSigner
  readonly clock: Clock
  readonly limit: RateLimit
  readonly smtp: () => Smtp | undefined
  readonly settings: { readonly language: Language; readonly time_zone: string; readonly public_url?: string }
  /** Where links lead when nobody said where people reach us. */
  readonly listens_at: string | null
  /** Slugs of the components with these ids, slugs or names; refuses unknown ones. */
  readonly slugsOf: (components: readonly string[]) => Promise<string[]>
}

/** Another one than the secret that confirms: whoever has a letter with news may end the subscription and not begin it. */
const purpose = 'unsubscribe'
/** Of letters that were sent before: their links end a subscription for good, and confirm one that has never begun. */
const earlierPurpose = 'subscription'

/** The id of the subscriber whom this token may unsubscribe. */
export function unsubscribedBy(token: string, links: LinkSigner): string | null {
  return links.verify(purpose, token) ?? links.verify(earlierPurpose, token)
}

/** Who may be confirmed with this token. */
export async function confirmedBy(
  token: string,
  { subscribers, links }: Pick<Subscriptions, 'subscribers' | 'links'>,
): Promise<Subscriber | undefined> {
  const asked = await subscribers.askedWith(hashOf(token))
  if (asked) return asked
  const id = links.verify(earlierPurpose, token)
  const known = id === null ? undefined : await subscribers.find(id)
  return known?.status === 'pending' && known.confirm_sha256 === null ? known : undefined
}

/** For one letter that asks. */
export function newConfirmation(): { readonly token: string; readonly confirm_sha256: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, confirm_sha256: hashOf(token) }
}

const hashOf = (token: string): string => createHash('sha256').update(`confirm ${token}`).digest('hex')

type Leading = Pick<Subscriptions, 'links' | 'settings'>

export const confirmLink = (token: string, subscriber: Subscriber, { settings }: Leading): string =>
  `${baseOf(subscriber, settings)}/${token}/confirm`

export const unsubscribeLink = (subscriber: Subscriber, { links, settings }: Leading): string =>
  `${baseOf(subscriber, settings)}/${links.sign(purpose, subscriber.id)}/unsubscribe`

function baseOf({ base_url }: Subscriber, { public_url }: Leading['settings']): string {
  return `${(public_url ?? base_url).replace(/\/+$/, '')}/api/v1/subscriptions`
}

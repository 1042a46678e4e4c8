import type { Language } from '../../../contracts/messages/notifications.ts'
import type { Clock } from '../../../kit/clock.ts'
import type { RateLimit } from '../../../kit/rate-limit/rate-limit.ts'
import type { Store } from '../../../kit/store.ts'
import type { Smtp } from '../channels/smtp.ts'
import type { LinkSigner } from '../link-token.ts'
import type { MailSender } from '../mails/mail-sender.ts'
import type { MailStore } from '../mails/mail-store.ts'
import type { Subscriber } from './subscriber.ts'
import type { SubscriberStore } from './subscriber-store.ts'

/** What the use cases of this folder stand on. */
export type Subscriptions = {
  readonly store: Store
  readonly subscribers: SubscriberStore
  readonly mails: MailStore
  readonly sender: Pick<MailSender, 'wake'>
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

const purpose = 'subscription'

export const subscriptionToken = (id: string, links: LinkSigner): string => links.sign(purpose, id)
export const subscriberIn = (token: string, links: LinkSigner): string | null => links.verify(purpose, token)

export function linkTo(
  what: 'confirm' | 'unsubscribe',
  { id, base_url }: Subscriber,
  { links, settings }: Pick<Subscriptions, 'links' | 'settings'>,
): string {
  const base = (settings.public_url ?? base_url).replace(/\/+$/, '')
  return `${base}/api/v1/subscriptions/${subscriptionToken(id, links)}/${what}`
}

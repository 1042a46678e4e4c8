import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'
import { RateLimit } from '../../kit/rate-limit/rate-limit.ts'
import { random } from '../../kit/runtime/random.ts'
import type { Call, Context } from '../../kit/service/service.ts'
import { AnnouncementStore } from './announcements/announcement-store.ts'
import { type ChannelSections, defaultReopenS } from './config.ts'
import { ContactStore } from './contact/contact-store.ts'
import { ActiveChannels } from './delivery/active-channels.ts'
import { DeliveryCounts, declareMetrics } from './delivery/delivery-metrics.ts'
import { DeliveryStore } from './delivery/delivery-store.ts'
import { DirectAlerts } from './delivery/direct/direct-alerts.ts'
import { EmailSender } from './emails/email-sender.ts'
import { EmailStore } from './emails/email-store.ts'
import { FollowerStore } from './followers/follower-store.ts'
import { LinkStore } from './links/link-store.ts'
import { linkSigner } from './links/link-token.ts'
import { NotificationStore } from './notifications/notification-store.ts'
import { openCopies } from './public-status/status-copies.ts'
import { SubscriberStore } from './subscribers/subscriber-store.ts'
import { endSubscriptionOf } from './subscribers/subscriptions.ts'
import { WebhookStore } from './webhooks/webhook-store.ts'

const hourMs = 3_600_000
const subscriptionsPerHour = 20
const messagesPerHour = 5
/** Whoever comes from ever new addresses meets the limit of all. */
const hourly = (count: number) => ({ count, per_ms: hourMs, everybody: count * 100 })

/** The stores and organs of this service, made once; each use case names those that it takes. */
export async function openDependencies(context: Context<ChannelSections>) {
  const { store, clock, metrics, config } = context
  const usedLinks = new LinkStore(store)
  const stores = {
    copies: openCopies(context),
    deliveries: new DeliveryStore(store),
    notifications: new NotificationStore(store),
    subscribers: new SubscriberStore(store),
    announcements: new AnnouncementStore(store),
    contactMessages: new ContactStore(store),
    webhooks: new WebhookStore(store),
    followers: new FollowerStore(store),
    emailStore: new EmailStore(store),
    usedLinks,
    links: linkSigner(await usedLinks.key(() => randomBytes(32).toString('base64url'))),
  }
  const counts = new DeliveryCounts(metrics)
  const sending = { ...context, ...stores, counts, random }
  const channels = new ActiveChannels(config, context.placeOf, sending)
  const emails: EmailSender = new EmailSender({
    ...sending,
    channels,
    addressRefused: async (address, error) => {
      await endSubscriptionOf(address, error, { ...sending, emails })
    },
  })
  const reopen_within_ms = 1000 * (config.incidents?.reopen_within ?? defaultReopenS)
  const deps = {
    ...sending,
    channels,
    emails,
    directAlerts: new DirectAlerts({ ...sending, channels, reopen_within_ms }),
    subscriptionLimit: new RateLimit(clock, hourly(subscriptionsPerHour)),
    contactLimit: new RateLimit(clock, hourly(messagesPerHour)),
    callAsService: inOwnName(context.call),
  }
  declareMetrics(metrics, deps)
  return deps
}

export type Dependencies = Awaited<ReturnType<typeof openDependencies>>

/** Without the caller of the request that it answers. Called while no request is handled. */
function inOwnName(call: Call): Call {
  const outside = AsyncLocalStorage.snapshot()
  return (operation, input) => outside(() => call(operation, input))
}

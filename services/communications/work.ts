import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes, randomInt } from 'node:crypto'
import { DeliveryFailed } from '../../contracts/communications.ts'
import { RateLimit } from '../../kit/rate-limit/rate-limit.ts'
import { fact } from '../../kit/service/event.ts'
import type { Call, Context } from '../../kit/service/service.ts'
import type { Announcements } from './announcements/announce.ts'
import { AnnouncementStore } from './announcements/announcement-store.ts'
import {
  type ConfiguredChannel,
  canSend,
  configuredChannels,
  secretsOfChannel,
} from './channels/configured/configured-channel.ts'
import { verifyChannel } from './channels/configured/test-channel.ts'
import { type ChannelSections, defaultReopenS } from './config.ts'
import { ContactStore } from './contact/contact-store.ts'
import type { Inbox } from './contact/inbox.ts'
import type { SenderParts } from './delivery/channel-sender.ts'
import { ChannelSenders } from './delivery/channel-senders.ts'
import { DeliveryCounts, declareMetrics } from './delivery/delivery-metrics.ts'
import { DeliveryStore } from './delivery/delivery-store.ts'
import { DirectAlerts } from './delivery/direct/direct-alerts.ts'
import { dropRemovedChannels } from './delivery/drop-removed-channels.ts'
import { EmailSender } from './emails/email-sender.ts'
import { EmailStore } from './emails/email-store.ts'
import type { Acknowledging } from './escalation/acknowledge.ts'
import type { Step } from './escalation/escalation.ts'
import { FollowerStore } from './followers/follower-store.ts'
import { LinkStore } from './links/link-store.ts'
import { type LinkSigner, linkSigner } from './links/link-token.ts'
import { NotificationStore } from './notifications/notification-store.ts'
import { notifyContact } from './notifications/notify-other.ts'
import { resolveComponents } from './public-status/resolve-components.ts'
import { openCopies } from './public-status/status-copies.ts'
import { endSubscriptionOf } from './subscribers/change-subscription.ts'
import { SubscriberStore } from './subscribers/subscriber-store.ts'
import type { Subscriptions } from './subscribers/subscriptions.ts'
import { WebhookStore } from './webhooks/webhook-store.ts'
import { channelOf, type Webhooks } from './webhooks/webhooks.ts'

const hourMs = 3_600_000
const subscriptionsPerHour = 20
const messagesPerHour = 5
/** Whoever comes from ever new addresses meets the limit of all. */
const hourly = (count: number) => ({ count, per_ms: hourMs, everybody: count * 100 })

type Sections = Context<ChannelSections>
type Stores = ReturnType<typeof storesOn>

/** What every use case of this service stands on. */
export type Work = Awaited<ReturnType<typeof openWork>>

export async function openWork(context: Sections) {
  const { store, clock, settings, publish, network, redactor } = context
  const stores = storesOn(context)
  const links = linkSigner(await stores.used.key(() => randomBytes(32).toString('base64url')))
  const counts = new DeliveryCounts(context.metrics)
  const parts: SenderParts = {
    ...{ store, clock, network, redactor, links, deliveries: stores.deliveries, notices: stores.notices },
    ...{ log: context.log, jobs: context.jobs },
    wording: settings,
    random,
    settled: counts.settled.bind(counts),
    failed: ({ id, channel, subject, attempts }, error, given_up) =>
      publish(fact(DeliveryFailed, id, { id, channel, subject, attempts: attempts + 1, error, given_up })),
  }
  const channels = openChannels(context, parts, stores)
  const announcements: Announcements = { ...stores, store, clock, publish }
  const webhooks: Webhooks = { store, clock, network, webhooks: stores.webhooks, changed: () => channels.use() }
  const inbox: Inbox = {
    ...{ store, clock, messages: stores.contact },
    limit: new RateLimit(clock, hourly(messagesPerHour)),
    tell: message => notifyContact(message, channels.list(), parts),
  }
  const letters = openLetters(context, links, stores, channels)
  const direct = new DirectAlerts({
    ...{ storage: context.storage, call: context.call, parts, channels: channels.list },
    components: () => stores.copies.components.all(),
    reopen_within: 1000 * (context.config.incidents?.reopen_within ?? defaultReopenS),
  })
  declareMetrics(context.metrics, {
    ...{ counts, deliveries: stores.deliveries, mails: letters.mails },
    channels: () => channels.list().map(({ name }) => name),
  })
  return { ...stores, links, parts, channels, direct, announcements, webhooks, inbox, ...letters }
}

const random = (): number => randomInt(2 ** 32) / 2 ** 32

function storesOn(context: Sections) {
  const { store } = context
  return {
    copies: openCopies(context),
    deliveries: new DeliveryStore(store),
    notices: new NotificationStore(store),
    subscribers: new SubscriberStore(store),
    announcements: new AnnouncementStore(store),
    contact: new ContactStore(store),
    webhooks: new WebhookStore(store),
    used: new LinkStore(store),
    readers: new FollowerStore(store),
  }
}

/** Those of the configuration and those of the API, with their senders. */
function openChannels({ config, settings, placeOf, redactor }: Sections, parts: SenderParts, { webhooks }: Stores) {
  const senders = new ChannelSenders(parts)
  let sections = config
  let place = placeOf
  let channels: readonly ConfiguredChannel[] = configuredChannels(sections, settings.time_zone)
  const use = async (next: ChannelSections = sections, nextPlaceOf = place): Promise<void> => {
    sections = next
    place = nextPlaceOf
    const added = (await webhooks.all()).map(channelOf)
    // Those of the file are known from the configuration.
    redactor.know('webhooks', added.flatMap(secretsOfChannel))
    channels = [...configuredChannels(next, settings.time_zone), ...added]
    await dropRemovedChannels(channels, parts)
    await senders.use(channels)
  }
  return {
    list: () => channels,
    /** `vigie.yaml:12`; null: the file does not say it. */
    placeOf: ({ path }: ConfiguredChannel) => path && place(path),
    use,
    verify: () => {
      for (const channel of channels.filter(canSend)) void verifyChannel(channel, parts)
    },
    smtp: () => sections.smtp,
    steps: (): readonly Step[] =>
      (sections.escalation ?? []).map(({ after, to, impact }) => ({
        ...{ after_ms: after * 1000, to, impact: impact ?? null },
      })),
  }
}

type Channels = ReturnType<typeof openChannels>

function openLetters(context: Sections, links: LinkSigner, stores: Stores, { smtp }: Channels) {
  const { store, clock, log, network, redactor, settings, call, listens_at, jobs } = context
  const { subscribers } = stores
  const mails: EmailSender = new EmailSender({
    ...{ jobs, clock, log, network, redactor, random, smtp, mails: new EmailStore(store) },
    refused: async (address, error) => {
      await endSubscriptionOf(address, error, { store, clock, subscribers, mails })
    },
  })
  const subscriptions: Subscriptions = {
    ...{ store, clock, settings, listens_at, links, smtp, subscribers, mails },
    limit: new RateLimit(clock, hourly(subscriptionsPerHour)),
    slugsOf: async named => (await resolveComponents(named, 'body.components', stores.copies)).map(({ slug }) => slug),
  }
  const acknowledging: Acknowledging = {
    ...{ store, clock, settings, links, used: stores.used, copies: stores.copies },
    call: inOwnName(call),
  }
  return { mails, subscriptions, acknowledging }
}

/** Without the caller of the request that it answers. Called while no request is handled. */
function inOwnName(call: Call): Call {
  const outside = AsyncLocalStorage.snapshot()
  return (operation, input) => outside(() => call(operation, input))
}

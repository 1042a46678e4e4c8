import { type Clock, iso } from '../../kit/runtime/clock.ts'
import type { Store } from '../../kit/store/store.ts'
import type { ContactStore } from './contact/contact-store.ts'
import type { DeliveryStore } from './delivery/delivery-store.ts'
import type { EmailSender } from './emails/email-sender.ts'
import type { FollowerStore } from './followers/follower-store.ts'
import type { LinkStore } from './links/link-store.ts'
import type { NotificationStore } from './notifications/notification-store.ts'
import type { StatusCopies } from './public-status/status-copies.ts'
import type { SubscriberStore } from './subscribers/subscriber-store.ts'
import { eraseSubscribers } from './subscribers/subscriptions.ts'

const dayMs = 86_400_000
const deliveredKeptMs = 30 * dayMs
const deadKeptMs = 90 * dayMs
/** An incident may stay open for long, and must not be sent again because its first message is old. */
const notificationsKeptMs = 400 * dayMs
const messagesKeptMs = 180 * dayMs
/** Longer than an incident that somebody follows goes on. */
const followedKeptMs = 400 * dayMs
/** Longer than any event of an incident can be late. */
const incidentsKeptMs = 30 * dayMs

type DeliveryDeps = {
  readonly store: Store
  readonly deliveries: DeliveryStore
  readonly notifications: NotificationStore
}
type Deps = DeliveryDeps & {
  readonly clock: Clock
  readonly subscribers: SubscriberStore
  readonly emails: Pick<EmailSender, 'prune'>
  readonly usedLinks: LinkStore
  readonly contactMessages: ContactStore
  readonly copies: StatusCopies
  readonly followers: FollowerStore
}

export async function prune(deps: Deps): Promise<void> {
  const now = deps.clock.now()
  await pruneDeliveries(deps, now)
  await eraseSubscribers(deps)
  await deps.store.transaction(async () => {
    await deps.emails.prune()
    await deps.usedLinks.prune(iso(now))
    await deps.contactMessages.prune(iso(now - messagesKeptMs))
    await deps.copies.incidents.deleteLabelledBefore(iso(now - incidentsKeptMs))
    await deps.followers.prune(iso(now - followedKeptMs))
  })
}

export function pruneDeliveries({ store, deliveries, notifications }: DeliveryDeps, now: number): Promise<void> {
  return store.transaction(async () => {
    await deliveries.prune({ delivered: iso(now - deliveredKeptMs), dead: iso(now - deadKeptMs) })
    await notifications.prune({ texts: iso(now - deliveredKeptMs), all: iso(now - notificationsKeptMs) })
  })
}

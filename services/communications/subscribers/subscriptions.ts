import type {
  ListSubscribers,
  Subscriber as PublicSubscriber,
  ReportBounce,
  Subscription,
} from '../../../contracts/communications/subscriptions.ts'
import { notFound } from '../../../contracts/refusals.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { LinkSigner } from '../links/link-token.ts'
import { confirmWithinMs, erasedAfterMs, isLate, type Subscriber } from './subscriber.ts'
import type { SubscriberStore } from './subscriber-store.ts'
import { confirmedBy, unsubscribedBy } from './subscription-links.ts'

type Deps = {
  readonly store: Store
  readonly subscribers: SubscriberStore
  readonly emails: { removeTo(address: string): Promise<void> }
  readonly clock: Clock
}
type LinkDeps = Deps & { readonly links: LinkSigner }

/**
 * Once: what was asked for is in force then, and again changes nothing. Who has unsubscribed meanwhile subscribes anew; an old
 * e-mail does not do it for them.
 */
export function confirmSubscription(token: string, deps: LinkDeps): Promise<Subscription> {
  const { store, subscribers, clock } = deps
  return store.transaction(async () => {
    const subscriber = await confirmedBy(token, deps)
    if (!subscriber || isLate(subscriber, clock.now())) throw unknownLink()
    const { wanted: components } = subscriber
    const confirmed_at = subscriber.confirmed_at ?? iso(clock.now())
    await subscribers.put({ ...subscriber, status: 'active', components, confirmed_at })
    return { status: 'active', components }
  })
}

/** As often as one likes: mail services repeat it, and an erased subscription has ended too. */
export async function unsubscribe(token: string, deps: LinkDeps): Promise<Subscription> {
  const id = unsubscribedBy(token, deps.links)
  if (id === null) throw unknownLink()
  return deps.store.transaction(async () => {
    const subscriber = await deps.subscribers.find(id)
    if (subscriber && subscriber.status !== 'ended') await end(subscriber, 'unsubscribed', deps)
    return { status: 'ended', components: subscriber?.components ?? null }
  })
}

/** Only what came back for good: a full mailbox empties itself. */
export async function recordBounce({ email, kind, reason }: Input<typeof ReportBounce>['body'], deps: Deps) {
  if (kind === 'temporary') return { stopped: false }
  return deps.store.transaction(async () => ({ stopped: await endSubscriptionOf(email, reason ?? 'bounced', deps) }))
}

/** In a transaction. Answers whether there was one. */
export async function endSubscriptionOf(email: string, reason: string, deps: Deps): Promise<boolean> {
  const subscriber = await deps.subscribers.at(email)
  if (!subscriber || subscriber.status === 'ended') return false
  await end(subscriber, reason.slice(0, 500), deps)
  return true
}

/** At once and with what waits for it; who asks again is asked to confirm again. */
export function removeSubscriber(id: string, { store, subscribers, emails }: Deps): Promise<null> {
  return store.transaction(async () => {
    const subscriber = await subscribers.find(id)
    if (!subscriber) {
      throw notFound('communications.subscriber-not-found', { id })
    }
    await emails.removeTo(subscriber.email)
    await subscribers.remove(id)
    return null
  })
}

async function end(subscriber: Subscriber, ended_reason: string, { subscribers, emails, clock }: Deps) {
  const ended = { status: 'ended', ended_at: iso(clock.now()), ended_reason, confirm_sha256: null } as const
  await subscribers.put({ ...subscriber, ...ended })
  await emails.removeTo(subscriber.email)
}

const pages = pagesOf(
  cursorOf('communications.subscribers', 'text', 'communications.invalid-cursor'),
  ({ id }: Subscriber) => id,
)

/** Newest first. */
export async function listSubscribers(
  query: Input<typeof ListSubscribers>['query'],
  { subscribers }: Pick<Deps, 'subscribers'>,
): Promise<Output<typeof ListSubscribers>> {
  const { items, next_cursor } = await pages(query, from => subscribers.list({ ...query, ...from }))
  return { items: items.map(shown), next_cursor }
}

function shown(subscriber: Subscriber): PublicSubscriber {
  const { address: _address, wanted: _wanted, base_url: _base, asked_at: _asked, ...rest } = subscriber
  const { confirm_sha256: _confirm, ...parts } = rest
  return parts
}

export function eraseSubscribers({ store, subscribers, clock }: Omit<Deps, 'emails'>): Promise<void> {
  const now = clock.now()
  return store.transaction(() =>
    subscribers.erase({ pending: iso(now - confirmWithinMs), ended: iso(now - erasedAfterMs) }),
  )
}

const unknownLink = () => notFound('communications.subscription-not-found')

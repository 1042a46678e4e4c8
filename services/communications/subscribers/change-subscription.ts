import type { ReportBounce, Subscription } from '../../../contracts/subscriptions.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { notFound } from '../../../kit/service/errors.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { confirmWithinMs, erasedAfterMs, isLate, type Subscriber } from './subscriber.ts'
import { confirmedBy, type Subscriptions, unsubscribedBy } from './subscriptions.ts'

type Work = Pick<Subscriptions, 'store' | 'subscribers' | 'mails' | 'clock' | 'links'>

/**
 * Once: what was asked for is in force then, and again changes nothing. Who has unsubscribed meanwhile subscribes anew; an old
 * letter does not do it for them.
 */
export async function confirmSubscription(token: string, work: Work): Promise<Subscription> {
  const { store, subscribers, clock } = work
  return store.transaction(async () => {
    const subscriber = await confirmedBy(token, work)
    if (!subscriber || isLate(subscriber, clock.now())) throw unknown()
    const { wanted: components } = subscriber
    const confirmed_at = subscriber.confirmed_at ?? iso(clock.now())
    await subscribers.put({ ...subscriber, status: 'active', components, confirmed_at })
    return { status: 'active', components }
  })
}

/** As often as one likes: mail services repeat it, and an erased subscription has ended too. */
export async function unsubscribe(token: string, work: Work): Promise<Subscription> {
  const id = unsubscribedBy(token, work.links)
  if (id === null) throw unknown()
  return work.store.transaction(async () => {
    const subscriber = await work.subscribers.find(id)
    if (subscriber && subscriber.status !== 'ended') await end(subscriber, 'unsubscribed', work)
    return { status: 'ended', components: subscriber?.components ?? null }
  })
}

/** Only what came back for good: a full mailbox empties itself. */
export async function recordBounce({ email, kind, reason }: Input<typeof ReportBounce>['body'], work: Work) {
  if (kind === 'temporary') return { stopped: false }
  return work.store.transaction(async () => ({ stopped: await endSubscriptionOf(email, reason ?? 'bounced', work) }))
}

/** In a transaction. Answers whether anybody was told at this address. */
export async function endSubscriptionOf(email: string, reason: string, work: Omit<Work, 'links'>): Promise<boolean> {
  const subscriber = await work.subscribers.at(email)
  if (!subscriber || subscriber.status === 'ended') return false
  await end(subscriber, reason.slice(0, 500), work)
  return true
}

/** At once and with what waits for it; who asks again is asked to confirm again. */
export function removeSubscriber(id: string, { store, subscribers, mails }: Omit<Work, 'links'>): Promise<null> {
  return store.transaction(async () => {
    const subscriber = await subscribers.find(id)
    if (!subscriber) {
      const list = 'GET /api/v1/subscriptions lists them'
      throw notFound('communications.subscriber-not-found', `there is no subscriber "${id}"; ${list}`)
    }
    await mails.removeTo(subscriber.email)
    await subscribers.remove(id)
    return null
  })
}

async function end(subscriber: Subscriber, ended_reason: string, { subscribers, mails, clock }: Omit<Work, 'links'>) {
  const ended = { status: 'ended', ended_at: iso(clock.now()), ended_reason, confirm_sha256: null } as const
  await subscribers.put({ ...subscriber, ...ended })
  await mails.removeTo(subscriber.email)
}

export function eraseSubscribers({ store, subscribers, clock }: Pick<Work, 'store' | 'subscribers' | 'clock'>) {
  const now = clock.now()
  return store.transaction(() =>
    subscribers.erase({ pending: iso(now - confirmWithinMs), ended: iso(now - erasedAfterMs) }),
  )
}

const unknown = () =>
  notFound('communications.subscription-not-found', 'this link has expired or is incomplete; subscribe again')

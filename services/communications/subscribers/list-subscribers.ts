import type { ListSubscribers, Subscriber as PublicSubscriber } from '../../../contracts/subscriptions.ts'
import type { Input, Output } from '../../../kit/operation.ts'
import type { Subscriber } from './subscriber.ts'
import type { SubscriberStore } from './subscriber-store.ts'

/** Newest first; the cursor is the id of the last one shown. */
export async function listSubscribers(
  { limit = 50, cursor, status, q }: Input<typeof ListSubscribers>['query'],
  subscribers: SubscriberStore,
): Promise<Output<typeof ListSubscribers>> {
  const found = await subscribers.list({ status, q, before: cursor, limit: limit + 1 })
  const items = found.slice(0, limit)
  return { items: items.map(shown), next_cursor: found.length > limit ? (items.at(-1)?.id ?? null) : null }
}

function shown(subscriber: Subscriber): PublicSubscriber {
  const {
    address: _address,
    wanted: _wanted,
    base_url: _base,
    asked_at: _asked,
    confirm_sha256: _confirm,
    ...parts
  } = subscriber
  return parts
}

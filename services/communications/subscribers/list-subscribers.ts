import type { ListSubscribers, Subscriber as PublicSubscriber } from '../../../contracts/subscriptions.ts'
import { cursorOf, nextCursor } from '../../../kit/cursor/cursor.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { readCursor } from '../read-cursor.ts'
import type { Subscriber } from './subscriber.ts'
import type { SubscriberStore } from './subscriber-store.ts'

const pages = cursorOf('communications.subscribers')

/** Newest first. */
export async function listSubscribers(
  { limit = 50, cursor, status, q }: Input<typeof ListSubscribers>['query'],
  subscribers: SubscriberStore,
): Promise<Output<typeof ListSubscribers>> {
  const found = await subscribers.list({ status, q, before: readCursor(pages, cursor), limit: limit + 1 })
  return { items: found.slice(0, limit).map(shown), next_cursor: nextCursor(pages, { found, limit }, ({ id }) => id) }
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

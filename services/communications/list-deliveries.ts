import type { ListDeliveries, Delivery as PublicDelivery } from '../../contracts/communications.ts'
import type { Input, Output } from '../../kit/operation.ts'
import type { Delivery } from './delivery.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { pageAfter } from './page-after.ts'

type Query = Input<typeof ListDeliveries>['query']

/** Newest first; the cursor is the sequence number of the last one shown. */
export async function listDeliveries(
  { limit = 50, cursor, state, channel, incident }: Query,
  deliveries: DeliveryStore,
): Promise<Output<typeof ListDeliveries>> {
  const found = await deliveries.list({ state, channel, incident, before: pageAfter(cursor), limit: limit + 1 })
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return { items: items.map(shown), next_cursor: found.length > limit && last ? String(last.seq) : null }
}

export function shown({ seq: _seq, held_until: _held, queued_at: _queued, ...delivery }: Delivery): PublicDelivery {
  const { message: _message, ...parts } = delivery
  return parts
}

import type { ListDeliveries, Delivery as PublicDelivery } from '../../../contracts/communications.ts'
import { cursorOf, nextCursor } from '../../../kit/cursor/cursor.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { readSequence } from '../read-cursor.ts'
import type { Delivery } from './delivery.ts'
import type { DeliveryStore } from './delivery-store.ts'

type Query = Input<typeof ListDeliveries>['query']

const pages = cursorOf('communications.deliveries')

/** Newest first. */
export async function listDeliveries(
  { limit = 50, cursor, state, channel, incident }: Query,
  deliveries: DeliveryStore,
): Promise<Output<typeof ListDeliveries>> {
  const found = await deliveries.list({
    state,
    channel,
    incident,
    before: readSequence(pages, cursor),
    limit: limit + 1,
  })
  const next_cursor = nextCursor(pages, { found, limit }, ({ seq }) => String(seq))
  return { items: found.slice(0, limit).map(shown), next_cursor }
}

export function shown({ seq: _seq, held_until: _held, queued_at: _queued, ...delivery }: Delivery): PublicDelivery {
  const { message: _message, ...parts } = delivery
  return parts
}

import { iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { NotificationStore } from '../notifications/notification-store.ts'
import type { DeliveryStore } from './delivery-store.ts'

const dayMs = 86_400_000
const deliveredKeptMs = 30 * dayMs
const deadKeptMs = 90 * dayMs
/** An incident may stay open for long, and must not be told again because its first message is old. */
const noticesKeptMs = 400 * dayMs

type Stores = { readonly store: Store; readonly deliveries: DeliveryStore; readonly notices: NotificationStore }

export function pruneDeliveries({ store, deliveries, notices }: Stores, now: number): Promise<void> {
  return store.transaction(async () => {
    await deliveries.prune({ delivered: iso(now - deliveredKeptMs), dead: iso(now - deadKeptMs) })
    await notices.prune({ texts: iso(now - deliveredKeptMs), all: iso(now - noticesKeptMs) })
  })
}

import type { Delivery as PublicDelivery } from '../../../contracts/communications.ts'
import type { Jobs } from '../../../kit/jobs/jobs.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { conflict, notFound } from '../../../kit/service/errors.ts'
import type { Store } from '../../../kit/store/store.ts'
import { type ConfiguredChannel, canSend } from '../channels/configured/configured-channel.ts'
import { queueOf } from './delivery.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { shown } from './list-deliveries.ts'

type Parts = {
  readonly store: Store
  readonly deliveries: DeliveryStore
  readonly jobs: Jobs
  readonly clock: Clock
}

/** Back into the queue, at its old place: what was given up is older than what waits. It has none where its job was deleted. */
export async function retryDelivery(
  id: string,
  channels: readonly ConfiguredChannel[],
  { store, deliveries, jobs, clock }: Parts,
): Promise<PublicDelivery> {
  const now = iso(clock.now())
  const changes = { state: 'queued', next_at: now, queued_at: now, done_at: null } as const
  return store.transaction(async () => {
    const found = await deliveries.find(id)
    if (!found)
      throw notFound(
        'communications.delivery-not-found',
        `there is no delivery "${id}"; GET /api/v1/deliveries lists them`,
      )
    if (found.state !== 'dead') {
      throw conflict(
        'communications.delivery-not-dead',
        `delivery "${id}" is ${found.state}; only a dead one is retried`,
      )
    }
    if (!channels.some(channel => channel.name === found.channel && canSend(channel))) {
      const names = channels.filter(canSend).map(channel => channel.name)
      throw conflict(
        'communications.channel-unusable',
        `channel "${found.channel}" cannot send now; those that can: ${names.join(', ') || 'none'}`,
      )
    }
    if (!(await jobs.retry(id))) await jobs.add(queueOf(found.channel), { id, data: null })
    await deliveries.change(id, changes)
    return shown({ ...found, ...changes })
  })
}

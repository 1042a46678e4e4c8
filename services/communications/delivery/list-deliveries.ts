import type { ListDeliveries, Delivery as PublicDelivery } from '../../../contracts/communications/communications.ts'
import { lastErrorFields } from '../../../contracts/messages/words.ts'
import { conflict, listed, notFound } from '../../../contracts/refusals.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import type { Jobs } from '../../../kit/jobs/jobs.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Store } from '../../../kit/store/store.ts'
import { type ConfiguredChannel, canSend } from '../channels/configured/configured-channel.ts'
import { type Delivery, queueOf } from './delivery.ts'
import type { DeliveryStore } from './delivery-store.ts'

type Deps = {
  readonly store: Store
  readonly deliveries: DeliveryStore
  readonly channels: { list(): readonly ConfiguredChannel[] }
  readonly jobs: Jobs
  readonly clock: Clock
}

const pages = pagesOf(
  cursorOf('communications.deliveries', 'number', 'communications.invalid-cursor'),
  ({ seq }: Delivery) => seq,
)

/** Newest first. */
export async function listDeliveries(
  query: Input<typeof ListDeliveries>['query'],
  { deliveries }: Pick<Deps, 'deliveries'>,
): Promise<Output<typeof ListDeliveries>> {
  const { items, next_cursor } = await pages(query, from => deliveries.list({ ...query, ...from }))
  return { items: items.map(shown), next_cursor }
}

function shown({ seq: _seq, held_until: _held, queued_at: _queued, ...delivery }: Delivery): PublicDelivery {
  const { message: _message, last_error, ...parts } = delivery
  return { ...parts, ...lastErrorFields(last_error) }
}

/** Back into the queue, at its old place: what was given up is older than what waits. It has none where its job was deleted. */
export function retryDelivery(id: string, { store, deliveries, channels, jobs, clock }: Deps): Promise<PublicDelivery> {
  const now = iso(clock.now())
  const changes = { state: 'queued', next_at: now, queued_at: now, done_at: null } as const
  return store.transaction(async () => {
    const found = await deliveries.find(id)
    if (!found) {
      throw notFound('communications.delivery-not-found', { id })
    }
    if (found.state !== 'dead') {
      throw conflict('communications.delivery-not-dead', { id, state: found.state })
    }
    const names = channels.list().flatMap(channel => (canSend(channel) ? [channel.name] : []))
    if (!names.includes(found.channel)) {
      throw conflict('communications.channel-unusable', { channel: found.channel, names: listed(names) })
    }
    if (!(await jobs.retry(id))) await jobs.add(queueOf(found.channel), { id, data: null })
    await deliveries.change(id, changes)
    return shown({ ...found, ...changes })
  })
}

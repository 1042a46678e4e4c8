import { v7 as uuid } from 'uuid'
import type { Impact } from '../../../contracts/vocabulary.ts'
import type { Jobs } from '../../../kit/jobs/jobs.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { ConfiguredChannel } from '../channels/configured/configured-channel.ts'
import type { Message } from '../notifications/message.ts'
import type { Notification } from '../notifications/notification.ts'
import type { NotificationStore } from '../notifications/notification-store.ts'
import { type Delivery, queueOf } from './delivery.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { quietUntil } from './quiet-hours.ts'

export type Queue = Deliveries & { readonly notices: NotificationStore; readonly clock: Clock }
type Deliveries = { readonly deliveries: DeliveryStore; readonly jobs: Jobs }

/** In a transaction: the message, and the job that sends it. */
export async function queueDelivery(delivery: Omit<Delivery, 'seq'>, { deliveries, jobs }: Deliveries): Promise<void> {
  await deliveries.add(delivery)
  const { id, channel, state, held_until } = delivery
  const due_at = held_until === null ? undefined : Date.parse(held_until)
  if (state === 'queued') await jobs.add(queueOf(channel), { id, data: null, due_at })
}

/** In a transaction. What is held back (a group, quiet hours) becomes one message with what is held back already. */
export async function queueNotifications(
  notices: readonly Notification[],
  channel: ConfiguredChannel,
  queue: Queue,
): Promise<void> {
  const [first] = notices
  if (!first) return
  const held_until = heldUntil(channel, first.event.data.impact, queue.clock.now())
  if (held_until === null) {
    for (const notice of notices) await queueBatch([notice], channel, null, queue)
  } else {
    const at = iso(queue.clock.now())
    const open = await queue.deliveries.heldOpen(channel.name, at, held_until)
    if (open) await queue.notices.add(notices, { channel: channel.name, delivery_id: open.id, at })
    else await queueBatch(notices, channel, held_until, queue)
  }
}

/** What is not of incidents, as it stands. */
export async function queueMessage(
  message: Message,
  channel: ConfiguredChannel,
  queue: Omit<Queue, 'notices'>,
): Promise<void> {
  const now = queue.clock.now()
  const quiet = quietEnd(channel, message.impact, now)
  const held_until = quiet === null ? null : iso(quiet)
  const delivery = { ...newDelivery(channel, held_until, now), message: JSON.stringify(message) }
  await queueDelivery({ ...delivery, event_id: message.event.id, subject: message.event.subject }, queue)
}

async function queueBatch(
  notices: readonly Notification[],
  channel: ConfiguredChannel,
  held_until: string | null,
  queue: Queue,
): Promise<void> {
  const [first] = notices
  if (!first) return
  const delivery = newDelivery(channel, held_until, queue.clock.now())
  await queueDelivery({ ...delivery, event_id: first.event.id, subject: first.event.subject }, queue)
  await queue.notices.add(notices, { channel: channel.name, delivery_id: delivery.id, at: delivery.created_at })
}

function newDelivery({ name: channel }: ConfiguredChannel, held_until: string | null, now: number) {
  const at = iso(now)
  return {
    ...{ id: uuid(), channel, state: 'queued', attempts: 0, next_at: held_until ?? at, held_until },
    ...{ last_error: null, created_at: at, queued_at: at, done_at: null, message: null },
  } satisfies Partial<Delivery>
}

function heldUntil(channel: ConfiguredChannel, impact: Impact, now: number): string | null {
  const quiet = quietEnd(channel, impact, now)
  const group = channel.group_ms === null ? null : now + channel.group_ms
  return quiet === null && group === null ? null : iso(Math.max(quiet ?? 0, group ?? 0))
}

export function quietEnd({ quiet }: ConfiguredChannel, impact: Impact, now: number): number | null {
  if (!quiet || (impact === 'critical' && !quiet.hold_critical)) return null
  return quietUntil(quiet, now)
}

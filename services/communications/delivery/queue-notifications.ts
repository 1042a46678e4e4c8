import { v7 as uuid } from 'uuid'
import type { Impact } from '../../../contracts/common-schemas.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import type { Jobs } from '../../../kit/jobs/jobs.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Envelope } from '../../../kit/service/event.ts'
import { type ConfiguredChannel, canSend } from '../channels/configured/configured-channel.ts'
import type { Message } from '../notifications/message.ts'
import { dueNotifications, type Notification } from '../notifications/notification.ts'
import type { NotificationStore } from '../notifications/notification-store.ts'
import { type Delivery, queueOf } from './delivery.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { quietUntil } from './quiet-hours.ts'

export type QueueDeps = DeliveryDeps & { readonly notifications: NotificationStore; readonly clock: Clock }
type DeliveryDeps = { readonly deliveries: DeliveryStore; readonly jobs: Jobs }
type Cause = Pick<Delivery, 'event_id' | 'subject' | 'message'>

/** In a transaction: the message, and the job that sends it. */
export async function queueDelivery(delivery: Omit<Delivery, 'seq'>, deps: DeliveryDeps): Promise<void> {
  const { id, channel, state, held_until } = delivery
  await deps.deliveries.add(delivery)
  const due_at = held_until === null ? undefined : Date.parse(held_until)
  if (state === 'queued') await deps.jobs.add(queueOf(channel), { id, data: null, due_at })
}

/** Queues what is due for each channel, in the transaction that handles the event. */
export async function notifyIncident(
  event: Envelope<Incident>,
  channels: readonly ConfiguredChannel[],
  deps: QueueDeps,
): Promise<void> {
  const sent = await deps.notifications.sent(event.data.id)
  for (const channel of channels.filter(canSend)) {
    const { name, kind, when } = channel
    const due = dueNotifications(event, sent.get(name) ?? [], { carries: kind.carries, when })
    await queueNotifications(due, channel, deps)
  }
}

/** In a transaction. What is held back (a group, quiet hours) becomes one message with what is held back already. */
export async function queueNotifications(
  notifications: readonly Notification[],
  channel: ConfiguredChannel,
  deps: QueueDeps,
): Promise<void> {
  const [first] = notifications
  if (!first) return
  const now = deps.clock.now()
  const held_until = heldUntil(channel, first.event.data.impact, now)
  const batches = held_until === null ? notifications.map(one => [one]) : [notifications]
  for (const batch of batches) {
    const open = held_until === null ? undefined : await deps.deliveries.heldOpen(channel.name, iso(now), held_until)
    const { id: event_id, subject } = (batch[0] ?? first).event
    const delivery_id = open?.id ?? (await queueNew({ event_id, subject, message: null }, channel, held_until, deps))
    await deps.notifications.add(batch, { channel: channel.name, delivery_id, at: iso(now) })
  }
}

/** What is not of incidents, as it stands. */
export async function queueMessage(
  message: Message,
  channel: ConfiguredChannel,
  deps: Omit<QueueDeps, 'notifications'>,
): Promise<void> {
  const quiet = quietEnd(channel, message.impact, deps.clock.now())
  const { id: event_id, subject } = message.event
  const cause = { event_id, subject, message: JSON.stringify(message) }
  await queueNew(cause, channel, quiet === null ? null : iso(quiet), deps)
}

/** Answers its id. */
async function queueNew(
  cause: Cause,
  { name: channel }: ConfiguredChannel,
  held_until: string | null,
  deps: Omit<QueueDeps, 'notifications'>,
): Promise<string> {
  const id = uuid()
  const at = iso(deps.clock.now())
  const times = { next_at: held_until ?? at, held_until, created_at: at, queued_at: at, done_at: null }
  await queueDelivery({ id, channel, state: 'queued', attempts: 0, last_error: null, ...cause, ...times }, deps)
  return id
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

import { v5 as uuidOf } from 'uuid'
import type { Notification } from '../../notifications/notification.ts'
import type { Delivery } from '../delivery.ts'

/** Of the ids of such deliveries; any fixed UUID would do. */
const namespace = '7a0c3c1e-52a8-5d0b-9a55-4f6c1f0f5b1d'

/** A message that is sent before it can be stored; stored as soon as that is possible, so that nobody sends it again. */
export type DirectDelivery = {
  /** The same for the same notification through the same channel, also after a restart. */
  readonly id: string
  readonly channel: string
  readonly notification: Notification
  readonly created_at: string
  state: Delivery['state']
  attempts: number
  /** Monotonic: no attempt before. */
  not_before: number
  last_error: string | null
  done_at: string | null
  in_flight: boolean
  stored: boolean
}

export function directDelivery(channel: string, notification: Notification, created_at: string): DirectDelivery {
  return {
    id: uuidOf(`${notification.event.data.id} ${notification.key} ${channel}`, namespace),
    channel,
    notification,
    created_at,
    state: 'queued',
    attempts: 0,
    not_before: Number.NEGATIVE_INFINITY,
    last_error: null,
    done_at: null,
    in_flight: false,
    stored: false,
  }
}

/** As the queue keeps it. What is under way counts as delivered until it is known to have failed: else it would go twice. */
export function storedForm(delivery: DirectDelivery, now: string): Omit<Delivery, 'seq'> {
  const { id, channel, notification, created_at, in_flight, attempts, last_error } = delivery
  const state = in_flight ? 'delivered' : delivery.state
  return {
    id,
    channel,
    event_id: notification.event.id,
    subject: notification.event.subject,
    state,
    attempts,
    last_error,
    next_at: state === 'queued' ? now : null,
    held_until: null,
    created_at,
    queued_at: created_at,
    message: null,
    done_at: state === 'queued' ? null : (delivery.done_at ?? now),
  }
}

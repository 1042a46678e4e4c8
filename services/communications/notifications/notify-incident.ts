import type { Incident } from '../../../contracts/incidents/incidents.ts'
import type { Envelope } from '../../../kit/service/event.ts'
import { type ConfiguredChannel, canSend } from '../channels/configured/configured-channel.ts'
import { type QueueDeps, queueNotifications } from '../delivery/queue-notifications.ts'
import { dueNotifications } from './notification.ts'

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

import type { Incident } from '../../../contracts/incidents.ts'
import type { Envelope } from '../../../kit/service/event.ts'
import { type ConfiguredChannel, canSend } from '../channels/configured/configured-channel.ts'
import { type Queue, queueNotifications } from '../delivery/queue-notifications.ts'
import { dueNotifications } from './notification.ts'

/** Queues what the event has to tell, in the transaction that hears it. */
export async function notifyIncident(
  event: Envelope<Incident>,
  channels: readonly ConfiguredChannel[],
  queue: Queue,
): Promise<void> {
  const told = await queue.notices.sent(event.data.id)
  for (const channel of channels.filter(canSend)) {
    const notices = dueNotifications(event, told.get(channel.name) ?? [], {
      carries: channel.kind.carries,
      when: channel.when,
    })
    await queueNotifications(notices, channel, queue)
  }
}

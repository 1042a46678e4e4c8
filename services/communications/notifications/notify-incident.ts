import type { Incident } from '../../../contracts/incidents.ts'
import type { Envelope } from '../../../kit/service/event.ts'
import { type ConfiguredChannel, canSend } from '../channels/configured/configured-channel.ts'
import { type Queue, queueNotices } from '../delivery/queue-notifications.ts'
import { due } from './notification.ts'

/** Queues what the event has to tell, in the transaction that hears it. */
export async function tellIncident(
  event: Envelope<Incident>,
  channels: readonly ConfiguredChannel[],
  queue: Queue,
): Promise<void> {
  const told = await queue.notices.told(event.data.id)
  for (const channel of channels.filter(canSend)) {
    const notices = due(event, told.get(channel.name) ?? [], { carries: channel.kind.carries, when: channel.when })
    await queueNotices(notices, channel, queue)
  }
}

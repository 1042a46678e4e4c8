import { v7 as uuid } from 'uuid'
import type { Incident } from '../../contracts/incidents.ts'
import { type Clock, iso } from '../../kit/clock.ts'
import type { Envelope } from '../../kit/event.ts'
import { type ConfiguredChannel, canSend } from './configured-channel.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { due, type Notice } from './notice.ts'
import type { NoticeStore } from './notice-store.ts'

export type Stores = { readonly deliveries: DeliveryStore; readonly notices: NoticeStore; readonly clock: Clock }

/** Queues what the event has to tell, in the transaction that hears it. Answers the channels that have something new. */
export async function tellIncident(
  event: Envelope<Incident>,
  channels: readonly ConfiguredChannel[],
  stores: Stores,
): Promise<string[]> {
  const told = await stores.notices.told(event.data.id)
  const woken: string[] = []
  for (const channel of channels.filter(canSend)) {
    const notices = due(event, told.get(channel.name) ?? [], { carries: channel.kind.carries, when: channel.when })
    if (notices.length === 0) continue
    if (channel.group_ms === null) for (const notice of notices) await queue([notice], channel, stores)
    else await join(notices, channel, stores)
    woken.push(channel.name)
  }
  return woken
}

/** Into the message that is still held open for others, or into a new one. */
async function join(notices: readonly Notice[], channel: ConfiguredChannel, stores: Stores): Promise<void> {
  const at = iso(stores.clock.now())
  const open = await stores.deliveries.heldOpen(channel.name, at)
  if (open) await stores.notices.add(notices, { channel: channel.name, delivery_id: open.id, at })
  else await queue(notices, channel, stores)
}

async function queue(
  notices: readonly Notice[],
  { name: channel, group_ms }: ConfiguredChannel,
  { deliveries, notices: book, clock }: Stores,
): Promise<void> {
  const [first] = notices
  if (!first) return
  const now = clock.now()
  const at = iso(now)
  const held_until = group_ms === null ? null : iso(now + group_ms)
  const id = uuid()
  await deliveries.add({
    id,
    channel,
    event_id: first.event.id,
    subject: first.event.subject,
    state: 'queued',
    attempts: 0,
    next_at: held_until ?? at,
    held_until,
    last_error: null,
    created_at: at,
    queued_at: at,
    done_at: null,
  })
  await book.add(notices, { channel, delivery_id: id, at })
}

import type { Channel } from '../../../../contracts/communications/communications.ts'
import { lastErrorFields } from '../../../../contracts/messages/words.ts'
import { listed, notFound } from '../../../../contracts/refusals.ts'
import { toColumn } from '../../../../kit/messages/message.ts'
import type { DeliveryStore } from '../../delivery/delivery-store.ts'
import { type ConfiguredChannel, canSend } from './configured-channel.ts'

type Deps = {
  readonly deliveries: DeliveryStore
  readonly channels: {
    list(): readonly ConfiguredChannel[]
    placeOf(channel: ConfiguredChannel): string | null
  }
}

export function listChannels({ deliveries, channels }: Deps): Promise<Channel[]> {
  const items = channels.list().map(async channel => {
    const { name, kind, lacks, origin } = channel
    const { last_success_at, last_error, queued } = await deliveries.health(name)
    return {
      name,
      kind: kind.kind,
      enabled: canSend(channel),
      last_success_at,
      ...lastErrorFields(lacks ? toColumn(lacks) : last_error),
      queued,
      ...(origin ? { origin, place: channels.placeOf(channel) } : {}),
    }
  })
  return Promise.all(items)
}

export function findChannel(name: string, channels: readonly ConfiguredChannel[]): ConfiguredChannel {
  const found = channels.find(channel => channel.name === name)
  if (found) return found
  const names = channels.map(channel => channel.name)
  throw notFound('communications.channel-not-found', { name, names: listed(names) })
}

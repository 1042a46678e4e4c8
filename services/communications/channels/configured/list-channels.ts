import type { Channel } from '../../../../contracts/communications.ts'
import { notFound } from '../../../../kit/service/errors.ts'
import type { DeliveryStore } from '../../delivery/delivery-store.ts'
import { type ConfiguredChannel, canSend } from './configured-channel.ts'

type Parts = { readonly deliveries: DeliveryStore; readonly placeOf: (channel: ConfiguredChannel) => string | null }

export function listChannels(
  channels: readonly ConfiguredChannel[],
  { deliveries, placeOf }: Parts,
): Promise<Channel[]> {
  return Promise.all(
    channels.map(async channel => {
      const { name, kind, lacks } = channel
      const { last_success_at, last_error, queued } = await deliveries.health(name)
      return {
        name,
        kind: kind.kind,
        enabled: canSend(channel),
        last_success_at,
        last_error: lacks ?? last_error,
        queued,
        ...(channel.origin ? { origin: channel.origin, place: placeOf(channel) } : {}),
      }
    }),
  )
}

export function findChannel(name: string, channels: readonly ConfiguredChannel[]): ConfiguredChannel {
  const found = channels.find(channel => channel.name === name)
  if (found) return found
  const names = channels.map(channel => channel.name)
  throw notFound(
    'communications.channel-not-found',
    `there is no channel "${name}"; there is ${names.join(', ') || 'none'}`,
  )
}

import { BlockList, isIP } from 'node:net'
import { StreamLive } from '../../../contracts/live.ts'
import { type Served, serve } from '../../../kit/service.ts'
import type { LiveStreams } from './live-streams.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

export function serveLive(streams: LiveStreams): Served {
  return serve(StreamLive, ({ caller, headers, ip, query }) => {
    const sent = headers['last-event-id']
    const lastEventId = typeof sent === 'string' && sent !== '' ? sent : query.last_event_id
    return streams.listen({ caller, address: addressOf(ip, headers), lastEventId })
  })
}

const near = new BlockList()
for (const [range, bits] of [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  near.addSubnet(range, bits, 'ipv4')
}
near.addAddress('::1', 'ipv6')
near.addSubnet('fc00::', 7, 'ipv6')

/**
 * For the limit of streams only. A proxy sits near: what it says of who asked is believed of a private address, where the
 * worst that a lie brings is more streams, up to the limit of all together.
 */
export function addressOf(peer: string, headers: Headers): string {
  const plain = peer.replace(/^::ffff:(?=\d+\.)/i, '')
  const version = isIP(plain)
  const forwarded = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim()
  if (version === 0 || !forwarded || isIP(forwarded) === 0) return plain
  return near.check(plain, version === 4 ? 'ipv4' : 'ipv6') ? forwarded : plain
}

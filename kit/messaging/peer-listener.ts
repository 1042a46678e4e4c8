import { type ClusterKey, serviceCaller } from '../cluster.ts'
import type { Envelope } from '../event.ts'
import type { Heard } from './inbox.ts'
import type { Listener } from './relay.ts'

const hearDeadlineMs = 10_000

export type Peer = {
  /** Of the listener, for its cursor. */
  readonly name: string
  readonly address: string
  readonly key: ClusterKey
  /** Who is speaking. */
  readonly from: string
}

/** A listener in another process: the same events, the same cursor, carried by `POST /internal/events`. */
export function peerListener(service: string, peer: Peer): Listener {
  const { address, key, from } = peer
  return {
    name: peer.name,
    hear: async (events: readonly Envelope[]) => {
      const response = await fetch(new URL('/internal/events', address), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await key.sign(serviceCaller(from))}`,
        },
        body: JSON.stringify({ to: service, events }),
        signal: AbortSignal.timeout(hearDeadlineMs),
        redirect: 'error',
      })
      if (!response.ok) throw new Error(`${address} answered ${response.status} to events for ${service}`)
      return ((await response.json()) as { heard: readonly Heard[] }).heard
    },
  }
}

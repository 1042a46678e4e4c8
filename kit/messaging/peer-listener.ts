import { type ClusterKey, serviceCaller } from '../cluster.ts'
import type { Envelope } from '../event.ts'
import { isStoreFailureCode, StoreFailure, storeFailures } from '../store/failure.ts'
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
      if (!response.ok) throw await absence(response, service)
      return ((await response.json()) as { heard: readonly Heard[] }).heard
    },
  }
}

type Problem = { readonly code?: unknown }

/** That it cannot store anything is told apart: it will be able to from one moment to the next. */
async function absence(response: Response, service: string): Promise<Error> {
  const said = `${new URL(response.url).origin} answered ${response.status} to events for ${service}`
  const problem = response.status === 503 ? ((await response.json().catch(() => null)) as Problem | null) : null
  const code = problem?.code
  if (typeof code !== 'string' || !isStoreFailureCode(code)) return new Error(said)
  return new StoreFailure(code, { why: storeFailures[code], cause: said })
}

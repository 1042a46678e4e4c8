import { type ClusterKey, serviceCaller } from '../http-client/peer-http.ts'
import { messageOf } from '../service/errors.ts'
import { isStoreFailureCode, StoreFailure } from '../store/failure.ts'
import { BatchRefused, type DeliveryResult, type Listener, Unanswered } from './listener.ts'

const deadlineMs = 10_000
const probeDeadlineMs = 2_000

/** Nobody was reached, so nothing can have been taken. */
const notReached = [
  ...['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'],
]
/** Of 4xx these speak of the peer or of us; the others (400, 413, 422) of what was sent. */
const notAboutEvents = [401, 403, 404, 405, 407, 408, 421, 425, 426, 429]

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
  const { address } = peer
  return {
    name: peer.name,
    deliver: async events => {
      const answer = await post(peer, '/internal/events', { to: service, events })
      if (answer instanceof Response) return heardOf(answer, address)
      // One event alone that is not answered by a peer that is well: that is about the event.
      if (events.length === 1 && (await isReady(peer))) throw new BatchRefused(answer.message)
      throw answer
    },
    park: async (event, error) => {
      const { data: _data, ...withoutData } = event
      for (const sent of [event, withoutData]) {
        const answer = await post(peer, '/internal/parked-events', { to: service, event: sent, error }).catch(
          (thrown: unknown) => {
            if (sent === event && thrown instanceof BatchRefused) return null
            throw thrown
          },
        )
        if (answer instanceof Error) throw answer
        if (answer) return
      }
    },
  }
}

/** An answer of the peer, or that there was none. Throws when it was not reached, or refused what was sent. */
async function post(
  { address, key, from }: Peer,
  path: string,
  body: { readonly to: string } & ({ readonly events: unknown } | { readonly event: unknown; readonly error: string }),
): Promise<Response | Unanswered> {
  const authorization = `Bearer ${await key.sign(serviceCaller(from))}`
  const asked = fetch(new URL(path, address), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(deadlineMs),
    redirect: 'error',
  })
  const response = await asked.catch((thrown: unknown) => {
    if (notReached.includes(codeOf(thrown))) throw new Error(`${address} cannot be reached: ${codeOf(thrown)}`)
    return new Unanswered(`${address} did not answer to events for ${body.to}: ${codeOf(thrown) || messageOf(thrown)}`)
  })
  if (response instanceof Unanswered || response.ok) return response
  const what = `${address} answered ${response.status} to events for ${body.to}`
  if (response.status === 500) return new Unanswered(what)
  if (response.status > 500 || notAboutEvents.includes(response.status)) throw await absence(response, what)
  throw new BatchRefused(what)
}

type Problem = { readonly code?: unknown }

/** That it cannot store anything is told apart: it will be able to from one moment to the next. */
async function absence(response: Response, said: string): Promise<Error> {
  const problem = response.status === 503 ? ((await response.json().catch(() => null)) as Problem | null) : null
  const code = problem?.code
  if (typeof code !== 'string' || !isStoreFailureCode(code)) return new Error(said)
  return new StoreFailure(code, { why: { code }, cause: said })
}

async function heardOf(response: Response, address: string): Promise<readonly DeliveryResult[]> {
  const { heard }: { heard?: readonly DeliveryResult[] } = JSON.parse(await response.text())
  if (Array.isArray(heard)) return heard
  throw new Error(`${address} does not answer as a Vigie does`)
}

async function isReady({ address, key, from }: Peer): Promise<boolean> {
  try {
    const response = await fetch(new URL('/readyz', address), {
      headers: { authorization: `Bearer ${await key.sign(serviceCaller(from))}` },
      signal: AbortSignal.timeout(probeDeadlineMs),
      redirect: 'error',
    })
    return response.ok
  } catch {
    return false
  }
}

/** `fetch` tells in the cause what the socket said. */
function codeOf(thrown: unknown): string {
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown
  return cause instanceof Error && 'code' in cause ? String(cause.code) : ''
}

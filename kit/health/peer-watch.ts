import { type ClusterKey, callPeer, serviceCaller } from '../http-client/peer-http.ts'
import { type Message, plainText } from '../messages/message.ts'
import type { Clock, Timer } from '../runtime/clock.ts'
import { healthOperations } from './health-operations.ts'
import type { StoreWatch } from './store-watch.ts'

export type PeerWatchParts = {
  /** Name of a service that runs elsewhere → address of its process. */
  readonly peers: Readonly<Record<string, string>>
  readonly key: ClusterKey
  readonly watch: StoreWatch
  readonly clock: Clock
}

type Outages = {
  readonly outages: readonly { service: string; code: string; cause: string; reason?: Message; since: string }[]
}

const everyMs = 5_000

/** Asks the other processes of the cluster what of theirs cannot be stored: their page and alerts may be ours. */
export class PeerWatch {
  readonly #parts: PeerWatchParts
  readonly #addresses: readonly string[]
  #timer: Timer | undefined
  #stopped = false

  constructor(parts: PeerWatchParts) {
    this.#parts = parts
    this.#addresses = [...new Set(Object.values(parts.peers))]
    this.#soon()
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
  }

  #soon(): void {
    if (this.#stopped || this.#addresses.length === 0) return
    this.#timer = this.#parts.clock.after(everyMs, () => void this.#askAll())
  }

  async #askAll(): Promise<void> {
    await Promise.all(this.#addresses.map(address => this.#ask(address)))
    this.#soon()
  }

  /** One that does not answer tells nothing; what it told last holds. */
  async #ask(address: string): Promise<void> {
    const { peers, key, watch } = this.#parts
    const { method, path } = healthOperations.internal
    try {
      const authorization = `Bearer ${await key.sign(serviceCaller('host'))}`
      const headers = { authorization, 'x-vigie-depth': '1' }
      const { outages } = (await callPeer({ address, method, path, body: undefined, headers })) as Outages
      for (const service of Object.keys(peers).filter(name => peers[name] === address)) {
        const outage = outages.find(one => one.service === service)
        if (!outage) watch.update(service, null)
        else {
          const { code, cause, reason = plainText(cause), since } = outage
          watch.update(service, { service, code, cause, reason, since: Date.parse(since) })
        }
      }
    } catch {
      // Whether it answers at all is seen by whoever needs it.
    }
  }
}

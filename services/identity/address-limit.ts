import type { Clock } from '../../kit/clock.ts'
import { limited } from '../../kit/errors.ts'
import { hostPrefix } from '../../kit/http/ip-prefix.ts'

const windowMs = 60_000
const remembered = 50_000

/** So many attempts a minute from one network. In memory only: addresses are not stored. */
export class AddressLimit {
  readonly #clock: Clock
  readonly #perMinute: number
  #counts = new Map<string, number>()
  #since = 0

  constructor(clock: Clock, perMinute: number) {
    this.#clock = clock
    this.#perMinute = perMinute
  }

  /** Counts one; throws `identity.too-many-attempts`. */
  take(ip: string): void {
    const now = this.#clock.monotonic()
    if (now - this.#since >= windowMs || this.#counts.size >= remembered) {
      this.#counts = new Map()
      this.#since = now
    }
    const network = hostPrefix(ip)
    const count = (this.#counts.get(network) ?? 0) + 1
    if (count > this.#perMinute) {
      const retryAfterS = Math.max(1, (this.#since + windowMs - now) / 1000)
      throw limited('identity.too-many-attempts', 'too many attempts from this network; wait a minute', { retryAfterS })
    }
    this.#counts.set(network, count)
  }

  /** The attempt was right. */
  giveBack(ip: string): void {
    const network = hostPrefix(ip)
    const count = this.#counts.get(network)
    if (count) this.#counts.set(network, count - 1)
  }
}

import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { limited } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { hostPrefix } from '../../../kit/http/ip-prefix.ts'
import { RateLimit } from '../../../kit/rate-limit/rate-limit.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { inPages } from '../../../kit/store/in-pages.ts'
import { type ClientKey, isOver } from './client.ts'
import type { ClientStore } from './client-store.ts'

const perMinute = { count: 3_000, per_ms: 60_000 }
const wrongPerMinute = { count: 1_000, per_ms: 60_000 }

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
export const newKey = (): string => `vgc_${randomBytes(32).toString('base64url')}`

/** The keys of all clients, in memory: who asks is told apart without the database. */
export class ClientKeys {
  readonly #store: ClientStore
  readonly #clock: Clock
  readonly #requests: RateLimit
  readonly #wrong: RateLimit
  /** By a hash that nobody outside can work out, so that how long a look-up takes says nothing about any key. */
  #keys: ReadonlyMap<string, ClientKey> = new Map()
  readonly #blind = randomBytes(32)
  readonly #used = new Map<string, string>()

  constructor(store: ClientStore, clock: Clock) {
    this.#store = store
    this.#clock = clock
    this.#requests = new RateLimit(clock, perMinute)
    this.#wrong = new RateLimit(clock, wrongPerMinute)
  }

  async load(): Promise<void> {
    const keys = new Map<string, ClientKey>()
    for await (const page of inPages<ClientKey>(after => this.#store.keys(after?.id)))
      for (const key of page) keys.set(this.#placeOf(key.sha256), key)
    // At once: nobody is refused while they are read.
    this.#keys = keys
  }

  /** The oldest first. */
  of(client: string): ClientKey[] {
    return [...this.#keys.values()].filter(key => key.client === client).sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** Whose key it is. Refuses a client that asks too often, with whichever of its keys. */
  clientOf(token: string): string | undefined {
    const hash = sha256(token)
    const key = this.#keys.get(this.#placeOf(hash))
    if (!key || !timingSafeEqual(Buffer.from(key.sha256), Buffer.from(hash))) return undefined
    const now = this.#clock.now()
    if (isOver(key, now)) return undefined
    refuseIfAny(this.#requests.take(key.client))
    this.#used.set(key.id, iso(now))
    return key.client
  }

  /** Of a request with whatever in its header; undefined: with no key that is good for anything. */
  clientOfHeader(header: string | string[] | undefined, ip: string): string | undefined {
    const client = typeof header === 'string' && header !== '' ? this.clientOf(header) : undefined
    // Whoever tries many keys is slowed, whoever has one is not.
    if (client === undefined && header !== undefined) refuseIfAny(this.#wrong.take(hostPrefix(ip)))
    return client
  }

  /** For the operations of the API, which take a key in the same header. */
  authenticate(token: string): Caller | undefined {
    const client = this.clientOf(token)
    return client === undefined
      ? undefined
      : { id: `edge-client:${client}`, kind: 'key', name: client, role: 'none', scopes: ['edge'] }
  }

  lastUse({ id, last_used_at }: ClientKey): string | null {
    return this.#used.get(id) ?? last_used_at
  }

  async flush(): Promise<void> {
    const used = [...this.#used]
    await this.#store.markUsed(used)
    for (const [id, at] of used) if (this.#used.get(id) === at) this.#used.delete(id)
  }

  #placeOf(hash: string): string {
    return createHmac('sha256', this.#blind).update(hash).digest('base64')
  }
}

function refuseIfAny(waitS: number): void {
  if (waitS > 0) throw limited('edge.too-many-requests', {}, { retryAfterS: waitS })
}

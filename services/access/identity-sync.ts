import { SyncAccess } from '../../contracts/identity/access.ts'
import { unavailable } from '../../contracts/refusals.ts'
import { type Clock, iso } from '../../kit/runtime/clock.ts'
import type { Log } from '../../kit/runtime/log.ts'
import { messageOf } from '../../kit/service/errors.ts'
import type { Output } from '../../kit/service/operation.ts'
import type { Call } from '../../kit/service/service.ts'
import type { Store } from '../../kit/store/store.ts'
import type { AccessStore } from './access-store.ts'

/** A copy that has not heard of identity for longer decides about nothing that changes anything. */
const freshMs = 60_000
type Deps = {
  readonly copy: AccessStore
  readonly store: Store
  readonly call: Call
  readonly clock: Clock
  readonly log: Log
  readonly changed: () => void
}

/**
 * Asks identity what changed: every few seconds, and at once when a request brings something unknown. Events are faster;
 * this finds what they missed, fills a new copy, and is how the copy knows that it is not out of date.
 */
export class IdentitySync {
  readonly #deps: Deps
  readonly #used = new Map<string, string>()
  #syncedAt: number | null = null
  #running: Promise<void> | undefined
  #applied = ''

  constructor(deps: Deps) {
    this.#deps = deps
  }

  isFresh(): boolean {
    return this.#syncedAt !== null && this.#deps.clock.monotonic() - this.#syncedAt < freshMs
  }

  /** A process that has just started has perhaps not been able to ask yet: it tries once more before it refuses. */
  async requireFresh(): Promise<void> {
    if (!this.isFresh()) await this.run()
    if (this.isFresh()) return
    throw unavailable('access.stale-copy', {}, { retryAfterS: 5 })
  }

  keyUsed(id: string): void {
    this.#used.set(id, iso(this.#deps.clock.now()))
  }

  /** One question at a time; who comes while it is under way waits for the next one, which sees what is new by then. */
  async run(): Promise<void> {
    await this.#running
    this.#running ??= this.#ask().finally(() => {
      this.#running = undefined
    })
    await this.#running
  }

  async #ask(): Promise<void> {
    const { copy, call, clock, log } = this.#deps
    const asked = clock.monotonic()
    const used = [...this.#used].slice(0, 10_000)
    const wasFresh = this.isFresh()
    try {
      const used_keys = used.map(([id, at]) => ({ id, at }))
      await this.#apply(await call(SyncAccess, { body: { since: await copy.progress(), used_keys } }))
    } catch (thrown) {
      if (wasFresh && !this.isFresh())
        log.warn({ error: messageOf(thrown) }, 'identity is out of reach: writes are refused')
      return
    }
    this.#syncedAt = asked
    for (const [id, at] of used) if (this.#used.get(id) === at) this.#used.delete(id)
  }

  /** Mostly nothing is new, and then nothing is written. */
  async #apply(news: Output<typeof SyncAccess>): Promise<void> {
    const text = JSON.stringify(news)
    if (text === this.#applied) return
    await this.#deps.store.relaxed(() => this.#deps.copy.apply(news))
    this.#deps.changed()
    this.#applied = news.users.length + news.keys.length === 0 ? text : ''
  }
}

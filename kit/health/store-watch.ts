import { AsyncLocalStorage } from 'node:async_hooks'
import type { Message } from '../messages/message.ts'
import { type Clock, iso, type Timer } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { StoreCondition } from '../store/condition.ts'
import type { Store } from '../store/store.ts'

/** Since when a service cannot store anything, and why. */
export type StorageOutage = {
  readonly service: string
  readonly code: string
  readonly cause: string
  readonly reason: Message
  /** Epoch milliseconds. */
  readonly since: number
}

/** What a service may know of who can store. */
export type StorageView = {
  /** Of these services the one that has been without its store for the longest; null while all of them can store. */
  outage(services: readonly string[]): StorageOutage | null
  /**
   * The same, and after it until what they kept meanwhile is stored and heard, a minute at the most: until then what others
   * know of it is older than they think.
   */
  unheard(services: readonly string[]): StorageOutage | null
  /** Called whenever an outage begins, ends, has another cause or has been caught up with. Answers how to end that. */
  onChange(listener: () => void): () => void
}

type Watched = Pick<Store, 'condition' | 'whenConditionChanges' | 'probe'>

/** While a store fails it is tried again so often, for a service that has nothing to write would never find out. */
const probeEveryMs = 1_000
const catchUpEveryMs = 100
const mostCatchUpMs = 60_000

/**
 * Watches over the stores of this process. Costs nothing while all of them work: each tells when its condition changes. The
 * cause is said once in the log when it begins and once when it is over, however many services have the same.
 */
export class StoreWatch implements StorageView {
  readonly #clock: Clock
  readonly #log: Log
  readonly #stores = new Map<string, Watched>()
  readonly #elsewhere = new Map<string, StorageOutage>()
  readonly #listeners = new Set<() => void>()
  readonly #behind = new Map<string, () => boolean>()
  /** Of services that are without their stores, or have not caught up since. */
  readonly #unheard = new Map<string, StorageOutage>()
  #catchingUp: { readonly since: number; readonly timer: Timer } | undefined
  /** What was said in the log, by code. */
  readonly #said = new Map<string, number>()
  /** A store fails in the middle of somebody's transaction; what follows from that is no part of it. */
  readonly #apart = AsyncLocalStorage.snapshot()
  #timer: Timer | undefined
  #stopped = false

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock
    this.#log = log
  }

  add(service: string, store: Watched): void {
    this.#stores.set(service, store)
    store.whenConditionChanges(() => this.#apart(() => this.#changed()))
  }

  /** Whether a service still has to store, or to tell, what came while it could not. */
  follow(service: string, isBehind: () => boolean): void {
    this.#behind.set(service, isBehind)
  }

  /** What a peer tells of its own stores. */
  update(service: string, outage: StorageOutage | null): void {
    const before = this.#elsewhere.get(service)
    if (outage) this.#elsewhere.set(service, outage)
    else this.#elsewhere.delete(service)
    if (before?.code !== outage?.code || before?.since !== outage?.since) this.#tell()
  }

  outage(services: readonly string[]): StorageOutage | null {
    return oldest(services.flatMap(service => this.#of(service) ?? this.#elsewhere.get(service) ?? []))
  }

  unheard(services: readonly string[]): StorageOutage | null {
    const heard = (service: string) => this.#of(service) ?? this.#unheard.get(service) ?? this.#elsewhere.get(service)
    return oldest(services.flatMap(service => heard(service) ?? []))
  }

  /** Of the services of this process. */
  conditions(): ReadonlyMap<string, StoreCondition> {
    return new Map([...this.#stores].map(([service, store]) => [service, store.condition()]))
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.cancel()
    this.#catchingUp?.timer.cancel()
  }

  #of(service: string): StorageOutage | null {
    const { ok, code, cause, reason, since } = this.#stores.get(service)?.condition() ?? { ok: true }
    return ok || !code || !cause || !reason || since === undefined ? null : { service, code, cause, reason, since }
  }

  #failing(): StorageOutage[] {
    return [...this.#stores.keys()].flatMap(service => this.#of(service) ?? [])
  }

  #changed(): void {
    for (const outage of this.#failing()) this.#unheard.set(outage.service, outage)
    this.#catchUp()
    this.#say(this.#failing())
    this.#tell()
    this.#probeSoon()
  }

  /** All together: what one has told, the next one has still to store. */
  #catchUp(): void {
    this.#catchingUp?.timer.cancel()
    const since = this.#catchingUp?.since ?? this.#clock.monotonic()
    this.#catchingUp = undefined
    if (this.#stopped || this.#unheard.size === 0 || this.#failing().length > 0) return
    const isBehind = [...this.#unheard.keys()].some(service => this.#behind.get(service)?.())
    if (isBehind && this.#clock.monotonic() - since < mostCatchUpMs) {
      const look = () => {
        this.#catchUp()
        if (this.#unheard.size === 0) this.#tell()
      }
      this.#catchingUp = { since, timer: this.#clock.after(catchUpEveryMs, look) }
    } else this.#unheard.clear()
  }

  #say(failing: readonly StorageOutage[]): void {
    const present = new Map(failing.map(one => [one.code, one]))
    for (const [code, { service, cause, since }] of present) {
      if (this.#said.has(code)) continue
      this.#said.set(code, since)
      this.#log.error({ code, cause, since: iso(since), service }, 'nothing can be stored')
    }
    for (const [code, since] of this.#said) {
      if (present.has(code)) continue
      this.#said.delete(code)
      const lasted_s = Math.round((this.#clock.now() - since) / 1000)
      this.#log.info({ code, since: iso(since), lasted_s }, 'everything can be stored again')
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  #probeSoon(): void {
    if (this.#timer || this.#stopped || this.#failing().length === 0) return
    this.#timer = this.#clock.after(probeEveryMs, () => void this.#probe())
  }

  async #probe(): Promise<void> {
    for (const { service } of this.#failing()) await this.#stores.get(service)?.probe()
    this.#timer = undefined
    this.#probeSoon()
  }
}

const oldest = (all: readonly StorageOutage[]): StorageOutage | null =>
  all.reduce<StorageOutage | null>((first, one) => (first && first.since <= one.since ? first : one), null)

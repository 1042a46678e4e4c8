import { type Caller, personOf } from '../auth/caller.ts'
import type { Clock } from '../runtime/clock.ts'
import { hostPrefix, networkPrefix } from './ip-prefix.ts'

/** Of one who is signed in: what it opened so long ago may be of a device that left without a word. */
const mayBeGoneAfterMs = 60_000
/** How many hosts' worth one network may have. */
const hostsOfNetwork = 4
/** The share that is kept for people and programs that say who they are. */
const keptShare = 0.25

const roles: readonly Caller['role'][] = ['none', 'viewer', 'responder', 'admin']

export type StreamLimits = {
  readonly clock: Clock
  /** Of all together. */
  readonly total: () => number
  /** Of one host, or of one who is signed in. */
  readonly perHost: () => number
}

export type Asking = {
  readonly caller: Caller
  readonly ip: string
  /** Called when the place is given to somebody of a higher role. */
  readonly end: () => void
}

type Place = {
  readonly rank: number
  readonly groups: readonly string[]
  readonly since: number
  readonly end: () => void
}

/**
 * Places for answers that do not end (event streams): bounded by host, by network and altogether. Those without a name never
 * fill them all, and when all are taken a higher role takes the place of a lower one: an administrator always gets one.
 */
export class StreamPlaces {
  readonly #limits: StreamLimits
  readonly #taken = new Set<Place>()
  /** By host, network or person, the oldest first. */
  readonly #groups = new Map<string, Set<Place>>()
  #nameless = 0

  constructor(limits: StreamLimits) {
    this.#limits = limits
  }

  get size(): number {
    return this.#taken.size
  }

  /** Answers how to give the place back; null when there is none. */
  take({ caller, ip, end }: Asking): (() => void) | null {
    const isNameless = caller.kind === 'anonymous'
    const groups = isNameless
      ? [`host ${hostPrefix(ip)}`, `network ${networkPrefix(ip)}`]
      : [`person ${personOf(caller) ?? caller.id}`]
    const place = {
      rank: isNameless ? -1 : roles.indexOf(caller.role),
      groups,
      since: this.#limits.clock.monotonic(),
      end,
    }
    const hasRoom = isNameless ? this.#hasRoomForNameless(groups) : this.#makeRoom(place)
    if (!hasRoom) return null
    this.#taken.add(place)
    if (isNameless) this.#nameless++
    for (const group of groups) this.#groups.set(group, (this.#groups.get(group) ?? new Set()).add(place))
    return () => this.#giveBack(place)
  }

  #hasRoomForNameless([host = '', network = '']: readonly string[]): boolean {
    const total = this.#limits.total()
    const perHost = this.#limits.perHost()
    return (
      this.#taken.size < total &&
      this.#nameless < Math.ceil(total * (1 - keptShare)) &&
      this.#countOf(host) < perHost &&
      this.#countOf(network) < hostsOfNetwork * perHost
    )
  }

  #makeRoom({ rank, groups: [own = ''], since }: Place): boolean {
    if (this.#countOf(own) >= this.#limits.perHost()) {
      const [oldest] = this.#groups.get(own) ?? []
      if (!oldest || since - oldest.since < mayBeGoneAfterMs) return false
      this.#take(oldest)
    }
    if (this.#taken.size < this.#limits.total()) return true
    const lower =
      this.#lowest(place => place.rank < rank) ?? (rank === roles.length - 1 ? this.#lowest(() => true) : undefined)
    if (lower) this.#take(lower)
    return lower !== undefined
  }

  /** The oldest of the lowest role. */
  #lowest(may: (place: Place) => boolean): Place | undefined {
    let found: Place | undefined
    for (const place of this.#taken) if (may(place) && (!found || place.rank < found.rank)) found = place
    return found
  }

  #take(place: Place): void {
    this.#giveBack(place)
    place.end()
  }

  #giveBack(place: Place): void {
    if (!this.#taken.delete(place)) return
    for (const group of place.groups) {
      const places = this.#groups.get(group)
      places?.delete(place)
      if (places?.size === 0) this.#groups.delete(group)
      if (group.startsWith('host ')) this.#nameless--
    }
  }

  #countOf(group: string): number {
    return this.#groups.get(group)?.size ?? 0
  }
}

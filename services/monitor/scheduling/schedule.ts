/**
 * When each check is due. Every check keeps slots that never drift: slot k is `phase + k · interval`, the phase a hash of
 * its id spread over the interval. Pure: `now` is a monotonic time in milliseconds, passed in; see check-runner.ts for the timer.
 */
export type Slot = {
  readonly id: string
  /** What the next wake-up is for. `soon` and `hanging` are extra probes between two slots. */
  readonly reason: 'slot' | 'soon' | 'hanging'
  readonly due: number
}

/** Later than this is no lateness but a sleep: the probes of that time are not made up for, they are spread again. */
const sleptMs = 2_000
/** A check that is new, or was asleep, is probed within this. */
const firstWithinMs = 10_000

type Entry = {
  readonly id: string
  readonly share: number
  interval: number
  slot: number
  due: number
  reason: Slot['reason']
  position: number
}

export class Schedule {
  /** Slots that passed while the process slept or was too busy. */
  missed = 0
  /** Wall time at monotonic zero: phases are anchored to the wall, so that a restart keeps them. */
  readonly #anchor: number
  readonly #entries = new Map<string, Entry>()
  readonly #heap: Entry[] = []

  constructor(anchor: number) {
    this.#anchor = anchor
  }

  get size(): number {
    return this.#entries.size
  }

  /** Adds a check, or gives a known one another interval; a known one with the same interval stays as it is. */
  set(id: string, interval: number, now: number): void {
    const known = this.#entries.get(id)
    if (known?.interval === interval) return
    const entry = known ?? { id, share: shareOf(id), interval, slot: 0, due: 0, reason: 'slot', position: -1 }
    entry.interval = interval
    entry.slot = this.#slotAfter(entry, now)
    this.#entries.set(id, entry)
    this.#spread(entry, now)
  }

  remove(id: string): void {
    const entry = this.#entries.get(id)
    if (!entry) return
    this.#entries.delete(id)
    const last = this.#heap.pop()
    if (last && last !== entry) this.#settle(last, entry.position)
  }

  /** Wake up for this check at `due` unless its slot comes first; its slots stay where they are. */
  also(id: string, due: number, reason: 'soon' | 'hanging'): void {
    const entry = this.#entries.get(id)
    if (entry) this.#move(entry, Math.min(due, entry.slot), due < entry.slot ? reason : 'slot')
  }

  /** Nothing but the slot is waited for any more. */
  onlySlot(id: string): void {
    const entry = this.#entries.get(id)
    if (entry && entry.reason !== 'slot') this.#move(entry, entry.slot, 'slot')
  }

  /** As after a start: each check once within the shorter of its interval and ten seconds, spread. */
  spread(now: number): void {
    for (const entry of this.#entries.values()) this.#spread(entry, now)
  }

  nextDue(): number | undefined {
    return this.#heap[0]?.due
  }

  /** Takes the next wake-up that is due; the check's following slot is already set. */
  take(now: number): Slot | undefined {
    for (;;) {
      const first = this.#heap[0]
      if (!first || first.due > now) return undefined
      const { id, due, reason } = first
      const next = this.#slotAfter(first, now)
      this.missed += Math.round((next - first.slot) / first.interval) - (first.slot <= now ? 1 : 0)
      first.slot = next
      if (now - due > sleptMs) {
        if (reason === 'slot') this.missed += 1
        this.#spread(first, now)
        continue
      }
      this.#move(first, next, 'slot')
      return { id, due, reason }
    }
  }

  #spread(entry: Entry, now: number): void {
    const soon = now + entry.share * firstWithinMs
    if (entry.interval > firstWithinMs && soon < entry.slot) this.#move(entry, soon, 'soon')
    else this.#move(entry, entry.slot, 'slot')
  }

  /** The first slot after `now`. */
  #slotAfter(entry: Entry, now: number): number {
    const phase = entry.share * entry.interval
    const passed = Math.floor((now + this.#anchor - phase) / entry.interval) + 1
    const slot = phase + passed * entry.interval - this.#anchor
    // Floating point may land on `now` itself.
    return slot > now ? slot : slot + entry.interval
  }

  #move(entry: Entry, due: number, reason: Slot['reason']): void {
    entry.due = due
    entry.reason = reason
    this.#settle(entry, entry.position < 0 ? this.#heap.length : entry.position)
  }

  /** Puts an entry into the binary heap, starting from a free place. */
  #settle(entry: Entry, from: number): void {
    const heap = this.#heap
    let place = from
    for (let parent = (place - 1) >> 1; place > 0; parent = (place - 1) >> 1) {
      const above = heap[parent]
      if (!above || above.due <= entry.due) break
      heap[place] = above
      above.position = place
      place = parent
    }
    for (;;) {
      const left = heap[2 * place + 1]
      const right = heap[2 * place + 2]
      const child = right && left && right.due < left.due ? right : left
      if (!child || child.due >= entry.due) break
      const below = child.position
      heap[place] = child
      child.position = place
      place = below
    }
    heap[place] = entry
    entry.position = place
  }
}

/** FNV-1a and a final mix, as a share of 1: the same id lands at the same place in every process. */
export function shareOf(id: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}

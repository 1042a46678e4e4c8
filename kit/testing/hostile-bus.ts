import type { Listener } from '../messaging/listener.ts'
import type { Envelope } from '../service/event.ts'

/** A small seeded generator (mulberry32), so that a failing order can be run again. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * The bus every service must survive: it delivers late, twice and out of order. What is promised to the relay is kept
 * (an event that it reports as heard was heard), everything else is as bad as a network may be.
 */
export function hostile(listener: Listener, random: () => number): Listener {
  let earlier: readonly Envelope[] = []
  return {
    ...listener,
    deliver: async events => {
      await new Promise(resolve => setTimeout(resolve, random() * 8))
      const again = earlier.filter(() => random() < 0.5)
      const twice = events.filter(() => random() < 0.5)
      earlier = [...earlier, ...events].slice(-20)
      const results = await listener.deliver(shuffled([...events, ...twice, ...again], random))
      const failed = new Map(results.filter(one => one.error !== null).map(one => [one.id, one]))
      return events.map(({ id }) => failed.get(id) ?? { id, error: null })
    },
  }
}

export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map(item => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item)
}

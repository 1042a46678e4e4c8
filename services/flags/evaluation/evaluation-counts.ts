import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import { type Place, placeName } from '../definitions/flag.ts'
import type { Board } from '../environments/flag-cache.ts'
import type { EvaluationCount, EvaluationCountStore } from './evaluation-count-store.ts'

const hourMs = 3_600_000

type Parts = {
  readonly board: Board
  readonly counts: EvaluationCountStore
  readonly store: Store
  readonly clock: Clock
}

type Recent = { all: number; readonly flags: Map<string, number> }

/** What was evaluated, taken from the snapshots now and then and kept per hour. */
export class EvaluationCounts {
  readonly #parts: Parts
  /** Of this hour and the one before, by place. */
  #recent = new Map<string, Recent>()
  #recentHour = ''
  #before = new Map<string, Recent>()
  /** Since the process began, for metrics. */
  total = 0

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** A crash loses what was counted since the last time: it only says how much a flag is used. */
  async flush(): Promise<void> {
    const { board, counts, store, clock } = this.#parts
    const hour = iso(Math.floor(clock.now() / hourMs) * hourMs)
    const rows = new Map<string, EvaluationCount>()
    for (const { place, flag } of board.counted()) {
      const { key } = flag.source
      for (const { variant, hits } of flag.takeHits()) {
        const id = JSON.stringify([placeName(place), key, variant])
        rows.set(id, { ...place, key, variant, hour, count: hits + (rows.get(id)?.count ?? 0) })
        this.#remember(hour, place, { key, hits })
      }
    }
    if (rows.size > 0) await store.relaxed(() => counts.add([...rows.values()]))
  }

  /** Which share of the recent evaluations of an environment were of this flag; null when there were none. */
  shareOf(place: Place, key: string): number | null {
    const name = placeName(place)
    const [recent, before] = [this.#recent.get(name), this.#before.get(name)]
    const all = (recent?.all ?? 0) + (before?.all ?? 0)
    if (all === 0) return null
    const mine = (recent?.flags.get(key) ?? 0) + (before?.flags.get(key) ?? 0)
    return mine / all
  }

  #remember(hour: string, place: Place, { key, hits }: { key: string; hits: number }): void {
    if (hour !== this.#recentHour) {
      this.#before = this.#recent
      this.#recent = new Map()
      this.#recentHour = hour
    }
    const recent = this.#recent.get(placeName(place)) ?? { all: 0, flags: new Map<string, number>() }
    recent.all += hits
    recent.flags.set(key, (recent.flags.get(key) ?? 0) + hits)
    this.#recent.set(placeName(place), recent)
    this.total += hits
  }
}

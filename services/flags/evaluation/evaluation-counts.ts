import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import { type EnvironmentRef, environmentName } from '../definitions/flag.ts'
import type { FlagCache } from '../environments/flag-cache.ts'
import type { EvaluationCount, EvaluationCountStore } from './evaluation-count-store.ts'

const hourMs = 3_600_000

type Deps = {
  readonly cache: FlagCache
  readonly counts: EvaluationCountStore
  readonly store: Store
  readonly clock: Clock
}

type Recent = { all: number; readonly flags: Map<string, number> }

/** What was evaluated, taken from the snapshots now and then and kept per hour. */
export class EvaluationCounts {
  readonly #deps: Deps
  #recent = new Map<string, Recent>()
  #recentHour = ''
  #before = new Map<string, Recent>()
  total = 0

  constructor(deps: Deps) {
    this.#deps = deps
  }

  /** A crash loses what was counted since the last time: it only says how much a flag is used. */
  async flush(): Promise<void> {
    const { cache, counts, store, clock } = this.#deps
    const hour = iso(Math.floor(clock.now() / hourMs) * hourMs)
    const rows = new Map<string, EvaluationCount>()
    for (const { ref, flag } of cache.evaluatedFlags()) {
      const { key } = flag.source
      for (const { variant, hits } of flag.takeHits()) {
        const id = JSON.stringify([environmentName(ref), key, variant])
        rows.set(id, { ...ref, key, variant, hour, count: hits + (rows.get(id)?.count ?? 0) })
        this.#remember(hour, ref, { key, hits })
      }
    }
    if (rows.size > 0) await store.relaxed(() => counts.add([...rows.values()]))
  }

  /** Which share of the recent evaluations of an environment were of this flag; null when there were none. */
  shareOf(ref: EnvironmentRef, key: string): number | null {
    const name = environmentName(ref)
    const [recent, before] = [this.#recent.get(name), this.#before.get(name)]
    const all = (recent?.all ?? 0) + (before?.all ?? 0)
    if (all === 0) return null
    const mine = (recent?.flags.get(key) ?? 0) + (before?.flags.get(key) ?? 0)
    return mine / all
  }

  #remember(hour: string, ref: EnvironmentRef, { key, hits }: { key: string; hits: number }): void {
    if (hour !== this.#recentHour) {
      this.#before = this.#recent
      this.#recent = new Map()
      this.#recentHour = hour
    }
    const recent = this.#recent.get(environmentName(ref)) ?? { all: 0, flags: new Map<string, number>() }
    recent.all += hits
    recent.flags.set(key, (recent.flags.get(key) ?? 0) + hits)
    this.#recent.set(environmentName(ref), recent)
    this.total += hits
  }
}

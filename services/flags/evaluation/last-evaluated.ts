import type { Staleness } from '../../../contracts/flags.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { placeName, placeOf, type StoredFlag } from '../definitions/flag.ts'
import type { EvaluationCountStore } from './evaluation-count-store.ts'
import { staleAfterMs, stalenessOf } from './staleness.ts'

/** When each variant of each flag was last served, read now and then. */
export class StaleMarks {
  readonly #clock: Clock
  #served = new Map<string, Map<string, string>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async read(counts: EvaluationCountStore): Promise<void> {
    const served = new Map<string, Map<string, string>>()
    for (const { variant, hour, ...rest } of await counts.last(iso(this.#clock.now() - staleAfterMs))) {
      const id = idOf(rest)
      served.set(id, (served.get(id) ?? new Map()).set(variant, hour))
    }
    this.#served = served
  }

  of(flag: StoredFlag): Staleness {
    return stalenessOf(flag, this.#served.get(idOf(flag)) ?? new Map(), this.#clock.now())
  }
}

const idOf = (flag: { project: string; environment: string; key: string }): string =>
  `${placeName(placeOf(flag))} ${flag.key}`

import type { Staleness } from '../../../contracts/flags/flags.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { environmentName, environmentRef, type StoredFlag } from '../definitions/flag.ts'
import type { EvaluationCountStore } from './evaluation-count-store.ts'

const staleAfterMs = 30 * 86_400_000

/** When each variant of a flag was last served; the empty name is "no variant". */
export type Served = ReadonlyMap<string, string>
type Subject = { readonly created_at: string; readonly changed_at: string }

/** Within the last 30 days: did anybody ask, and did everybody get the same although nobody changed it? */
export function stalenessOf({ created_at, changed_at }: Subject, served: Served, now: number): Staleness {
  const since = iso(now - staleAfterMs)
  if (created_at > since) return 'fresh'
  const recent = [...served.values()].filter(hour => hour > since)
  if (recent.length === 0) return 'unused'
  return recent.length === 1 && changed_at <= since ? 'settled' : 'fresh'
}

export class LastEvaluated {
  readonly #clock: Clock
  #served = new Map<string, Map<string, string>>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async load(counts: EvaluationCountStore): Promise<void> {
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
  `${environmentName(environmentRef(flag))} ${flag.key}`

import type { Staleness } from '../../../contracts/flags.ts'
import { iso } from '../../../kit/runtime/clock.ts'

export const staleAfterMs = 30 * 86_400_000

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

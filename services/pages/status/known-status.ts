import { unknownSince } from '../../../contracts/incidents/unknown-since.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { PublicStatus } from './public-status.ts'

/** What was last stored may no longer be so: of what is watched nothing is known since then. What is planned is still so. */
export function knownStatus(status: PublicStatus, unstored_since: number | null): PublicStatus {
  if (unstored_since === null) return status
  const since = iso(unstored_since)
  return { ...status, components: status.components.map(one => unknownSince(one, since)), unstored_since: since }
}

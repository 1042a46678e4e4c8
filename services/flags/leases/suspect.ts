import type { FlagSuspect } from '../../../contracts/flag-leases.ts'
import type { FlagChange } from '../../../contracts/flags.ts'
import type { KnownIncident } from './lease.ts'

export const suspectedForS = 3_600

/** How much a change of a flag may have to do with an incident that began after it. */
export function suspectOf(change: FlagChange, incident: KnownIncident, current: boolean): FlagSuspect {
  const before_s = (Date.parse(incident.started_at) - Date.parse(change.at)) / 1_000
  const same_component = change.component !== null && incident.components.includes(change.component)
  const recency = Math.max(0, 1 - before_s / suspectedForS)
  const score = 0.5 * recency + 0.3 * (same_component ? 1 : 0) + 0.2 * (change.exposure ?? 0)
  return { change, before_s, same_component, score: Math.round(score * 1_000) / 1_000, current }
}

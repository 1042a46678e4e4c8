import type { FlagSuspect } from '../../../contracts/flags/flag-leases.ts'
import { type FlagChange, isFirstReading } from '../../../contracts/flags/flags.ts'
import { notFound } from '../../../contracts/refusals.ts'
import type { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { environmentRef } from '../definitions/flag.ts'
import type { FlagCache } from '../environments/flag-cache.ts'
import type { ChangeStore } from '../governance/change-store.ts'
import type { KnownIncident } from './lease.ts'

export type Deps = {
  readonly incidents: ReadCopy<KnownIncident>
  readonly changes: ChangeStore
  readonly cache: FlagCache
}

const suspectedForS = 3_600

/** What was changed in the hour before an incident, the most suspect first. */
export async function listSuspects({ incidents, changes, cache }: Deps, id: string) {
  const incident = await incidents.named(id)
  if (!incident) throw notFound('flags.incident-not-found', { id })
  const from = iso(Date.parse(incident.started_at) - suspectedForS * 1_000)
  const found = await changes.list({ from, to: incident.started_at, limit: 200 })
  const items = found
    .map(({ change }) => change)
    .filter(change => !isFirstReading(change))
    .map(change => suspectOf(change, incident, isCurrent(cache, change)))
  return { items: items.sort((a, b) => b.score - a.score), next_cursor: null }
}

function isCurrent(cache: FlagCache, change: FlagChange): boolean {
  const loaded = cache.get(environmentRef(change))
  const now = change.kind === 'flag' ? loaded?.flags.get(change.key) : loaded?.segments.get(change.key)
  return change.after === null ? now === undefined : now?.revision === change.revision
}

/** How much a change of a flag may have to do with an incident that began after it. */
export function suspectOf(change: FlagChange, incident: KnownIncident, current: boolean): FlagSuspect {
  const before_s = (Date.parse(incident.started_at) - Date.parse(change.at)) / 1_000
  const same_component = change.component !== null && incident.components.includes(change.component)
  const recency = Math.max(0, 1 - before_s / suspectedForS)
  const score = 0.5 * recency + 0.3 * (same_component ? 1 : 0) + 0.2 * (change.exposure ?? 0)
  return { change, before_s, same_component, score: Math.round(score * 1_000) / 1_000, current }
}

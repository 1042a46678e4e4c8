import type { Incident } from '../../contracts/incidents.ts'
import { iso } from '../../kit/clock.ts'
import type { Work } from './work.ts'

/** As long as minutes are kept to be learned from, and a day more. */
const keptMs = 9 * 86_400_000

/** Inside a transaction. */
export async function hearIncident(work: Work, incident: Incident): Promise<void> {
  const known = await work.incidentStore.revisionOf(incident.id)
  if (known !== undefined && known >= incident.revision) return
  const { id, started_at, detected_at, resolved_at, revision } = incident
  if (resolved_at !== null && resolved_at < iso(work.clock.now() - keptMs)) return
  const components = incident.components.map(component => component.id)
  const ours = incident.evidence?.source === 'reports'
  const kept = { id, components, started_at, detected_at, resolved_at, ours, revision }
  await work.incidentStore.put(kept)
  work.store.afterCommit(() => work.incidents.keep(kept))
}

export async function forgetIncidents({ store, incidents, incidentStore, clock }: Work): Promise<void> {
  const before = iso(clock.now() - keptMs)
  await store.transaction(() => incidentStore.forgetResolvedBefore(before))
  incidents.forgetResolvedBefore(before)
}

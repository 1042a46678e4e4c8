import type { Incident } from '../../../contracts/incidents.ts'
import type { Work } from '../work.ts'
import { judgeLeases } from './judge-leases.ts'

/** Events come late, twice and out of order: the highest revision is what is known. */
export async function hearIncident(work: Work, incident: Incident): Promise<void> {
  const known = await work.incidents.find(incident.id)
  if (known && known.revision >= incident.revision) return
  const { id, number, impact, started_at, detected_at, resolved_at, reopened, revision } = incident
  await work.incidents.put({
    ...{ id, number, impact, started_at, detected_at, reopened, revision },
    components: incident.components.map(({ slug }) => slug),
    resolved_at: resolved_at ?? (incident.status === 'resolved' ? detected_at : null),
  })
  await judgeLeases(work)
}

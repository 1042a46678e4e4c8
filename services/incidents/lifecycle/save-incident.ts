import {
  type Incident,
  IncidentOpened,
  IncidentResolved,
  IncidentUpdated,
} from '../../../contracts/incidents/incidents.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { Change } from './incident.ts'
import type { IncidentStore } from './incident-store.ts'

export type Deps = {
  readonly store: Store
  readonly incidents: IncidentStore
  readonly publish: Context['publish']
  /** The files of incidents are behind what is committed. */
  readonly fileDue: () => void
}

const events = { opened: IncidentOpened, updated: IncidentUpdated, resolved: IncidentResolved } as const

/** Inside a transaction. */
export async function saveIncident({ store, incidents, publish, fileDue }: Deps, change: Change): Promise<Incident> {
  const { event, before, entries } = change
  const incident = incidents.worded(change.incident)
  if (event === 'opened') await incidents.insert(incident)
  else await incidents.update(incident, before)
  await incidents.addToTimeline(incident.id, entries)
  await publish(fact(events[event], incident.id, incident))
  store.afterCommit(fileDue)
  return incident
}

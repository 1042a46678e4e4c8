import { validate as isUuid, v7 as uuid } from 'uuid'
import { numberOf } from '../../../contracts/incident-number.ts'
import { type Incident, IncidentOpened, IncidentResolved, IncidentUpdated } from '../../../contracts/incidents.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { Change } from './incident.ts'
import type { IncidentStore, Ranked } from './incident-store.ts'

export type Deps = {
  readonly store: Store
  readonly incidents: IncidentStore
  readonly publish: Context['publish']
  /** The files of incidents are behind what is committed. */
  readonly fileDue: () => void
}

const events = { opened: IncidentOpened, updated: IncidentUpdated, resolved: IncidentResolved } as const

/** How a new incident is called, by programs and by people. */
export type Identity = { readonly id: string; readonly number: string; readonly ranked: Ranked }

/** `wanted`: an id that others may know it by already; another one where that is taken. */
export async function newIdentity(incidents: IncidentStore, started_at: string, wanted?: string): Promise<Identity> {
  const stem = numberOf(started_at)
  const rank = await incidents.nextRank('number', stem)
  const isFree = wanted !== undefined && isUuid(wanted) && (await incidents.byIds([wanted])).length === 0
  return { id: isFree ? wanted : uuid(), number: rank === 1 ? stem : `${stem}-${rank}`, ranked: { stem, rank } }
}

/** Inside a transaction. `number`: of an incident that is new. */
export async function saveIncident(deps: Deps, change: Change, number?: Ranked): Promise<Incident> {
  const { event, before, incident, entries } = change
  if (number) await deps.incidents.insert(incident, number)
  else await deps.incidents.update(incident, before)
  await deps.incidents.addToTimeline(incident.id, entries)
  await deps.publish(fact(events[event], incident.id, incident))
  deps.store.afterCommit(deps.fileDue)
  return incident
}

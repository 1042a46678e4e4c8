import { validate as isUuid, v7 as uuid } from 'uuid'
import { numberOf } from '../../../contracts/incident-number.ts'
import { type Incident, IncidentOpened, IncidentResolved, IncidentUpdated } from '../../../contracts/incidents.ts'
import { fact } from '../../../kit/service/event.ts'
import { newCauses } from '../causes/cause.ts'
import { findCauses } from '../causes/find-causes.ts'
import { flagCauses } from '../causes/flag-causes.ts'
import { fileStem } from '../files/incident-file.ts'
import type { Work } from '../work.ts'
import type { Change } from './incident.ts'
import type { Ranked } from './incident-store.ts'

const definitions = { opened: IncidentOpened, updated: IncidentUpdated, resolved: IncidentResolved } as const

/** How a new incident is called, by programs and by people. */
export type Identity = { readonly id: string; readonly number: string; readonly ranked: Ranked }

/** `wanted`: an id that others may know it by already; another one where that is taken. */
export async function newIdentity({ incidents }: Work, started_at: string, wanted?: string): Promise<Identity> {
  const stem = numberOf(started_at)
  const rank = await incidents.nextRank('number', stem)
  const isFree = wanted !== undefined && isUuid(wanted) && (await incidents.byIds([wanted])).length === 0
  return { id: isFree ? wanted : uuid(), number: rank === 1 ? stem : `${stem}-${rank}`, ranked: { stem, rank } }
}

export async function saveOpened(work: Work, { incident, ...change }: Change, { ranked }: Identity): Promise<Incident> {
  const stem = fileStem(incident)
  const rank = await work.incidents.nextRank('file', stem)
  const causes = await findCauses(
    work,
    incident.components.map(({ id }) => id),
  )
  const suspects = [...causes, ...(await flagCauses(work, incident))]
  const opened = { ...incident, suspected_causes: newCauses(incident, suspects) }
  await work.incidents.insert(opened, ranked, { stem, rank })
  return tell(work, { ...change, incident: opened })
}

export async function saveChanged(work: Work, change: Change, before: Incident): Promise<Incident> {
  await work.incidents.update(change.incident, before.resolved_at)
  if (change.incident.components.length > before.components.length) {
    await work.incidents.addComponents(change.incident)
  }
  return tell(work, change)
}

async function tell(work: Work, { event, incident, entries }: Change): Promise<Incident> {
  await work.incidents.addToTimeline(incident.id, entries)
  await work.publish(fact(definitions[event], incident.id, incident))
  work.store.afterCommit(work.fileDue)
  return incident
}

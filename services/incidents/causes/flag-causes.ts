import type { Incident } from '../../../contracts/incidents.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Work } from '../work.ts'
import { type Cause, timeOfDay } from './cause.ts'
import { suspectedChanges, suspectedForMs } from './flag-change.ts'

/** Flags changed in the hour before it began. */
export async function flagCauses(
  work: Pick<Work, 'flagChanges' | 'words' | 'timeZone'>,
  incident: Incident,
): Promise<Cause[]> {
  const from = iso(Date.parse(incident.started_at) - suspectedForMs)
  const changes = await work.flagChanges.between(from, incident.started_at)
  return suspectedChanges(incident, changes).map(({ name, at, by }) => ({
    kind: 'flag',
    name,
    since: at,
    message: work.words.flagChanged(name, by, timeOfDay(at, work.timeZone)),
  }))
}

import { type Incident, IncidentUpdated } from '../../../contracts/incidents/incidents.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { type Deps as ComponentDeps, changeComponent } from '../components/save-component.ts'
import type { EpisodeStore } from '../signals/episode-store.ts'
import { moveTimes } from './incident.ts'

type Deps = ComponentDeps & { readonly episodes: EpisodeStore }

/** Incidents are moved in portions, so that the memory for them stays small. */
const portion = 100

/** The wall clock was set by so many milliseconds: what is open has lasted as long as before. */
export function adjustClockStep(deps: Deps, by: number): Promise<void> {
  return deps.store.transaction(async () => {
    const moved = (time: string | null) => time && iso(Date.parse(time) + by)
    for (const episode of await deps.episodes.open()) {
      const { started_at, detected_at } = episode
      await deps.episodes.put({ ...episode, started_at: moved(started_at), detected_at: moved(detected_at) })
    }
    const ids = await deps.incidents.openIds()
    const components = new Set<string>()
    for (let start = 0; start < ids.length; start += portion) {
      for (const before of await deps.incidents.byIds(ids.slice(start, start + portion))) {
        await adjustIncident(deps, before, by)
        for (const { id } of before.components) components.add(id)
      }
    }
    for (const component of await deps.components.named([...components])) {
      await changeComponent(deps, component, { since: iso(Date.parse(component.since) + by) })
    }
    if (ids.length > 0) deps.store.afterCommit(deps.fileDue)
  })
}

async function adjustIncident({ incidents, publish, clock }: Deps, before: Incident, by: number): Promise<void> {
  const incident = incidents.worded(moveTimes(before, by, iso(clock.now())).incident)
  await incidents.update(incident, before)
  await incidents.replaceTimeline(incident)
  await publish(fact(IncidentUpdated, incident.id, incident))
}

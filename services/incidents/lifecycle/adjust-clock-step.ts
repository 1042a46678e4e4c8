import { IncidentUpdated } from '../../../contracts/incidents.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { changeComponent } from '../components/save-component.ts'
import type { Work } from '../work.ts'
import { moveTimes } from './incident.ts'

/** Incidents are moved in portions, so that the memory for them stays small. */
const portion = 100

/** The wall clock was set by so many milliseconds: what is open has lasted as long as before. */
export function shiftTimes(work: Work, by: number): Promise<void> {
  return work.store.transaction(async () => {
    const moved = (time: string | null) => time && iso(Date.parse(time) + by)
    for (const episode of await work.episodes.open()) {
      await work.episodes.put({
        ...episode,
        started_at: moved(episode.started_at),
        detected_at: moved(episode.detected_at),
      })
    }
    const ids = await work.incidents.openIds()
    const components = new Set<string>()
    for (let start = 0; start < ids.length; start += portion) {
      for (const before of await work.incidents.byIds(ids.slice(start, start + portion))) {
        const { incident } = moveTimes(before, by, iso(work.clock.now()), work.words)
        await work.incidents.update(incident, before.resolved_at)
        await work.incidents.replaceTimeline(incident)
        await work.publish(fact(IncidentUpdated, incident.id, incident))
        for (const { id } of incident.components) components.add(id)
      }
    }
    for (const component of await work.components.named([...components])) {
      await changeComponent(work, component, { since: iso(Date.parse(component.since) + by) })
    }
    if (ids.length > 0) work.store.afterCommit(work.fileDue)
  })
}

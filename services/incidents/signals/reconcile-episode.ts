import type { Incident } from '../../../contracts/incidents.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { StoredComponent } from '../components/component-store.ts'
import { isOpen } from '../lifecycle/incident.ts'
import { newIdentity, saveChanged, saveOpened } from '../lifecycle/save-incident.ts'
import { isExcused, outside } from '../maintenance/maintenance.ts'
import type { Work } from '../work.ts'
import type { Episode } from './episode.ts'
import type { StoredEpisode } from './episode-store.ts'
import { type Begun, follow, incidentFor, isBegun, join, openFor, recover } from './incident-of-signal.ts'

export type Step = {
  readonly before: StoredEpisode | undefined
  readonly after: Episode
  /** When what is new about it was first seen. */
  readonly at: string
  /** Something newer of its signal was heard already. */
  readonly past: boolean
  /** What to say when this ends the incident; else that the component is back. */
  readonly farewell?: string
}

/** Stores an episode and brings its incident in line with it. */
export async function settleEpisode(work: Work, component: StoredComponent, step: Step): Promise<void> {
  const { before } = step
  const put = (incident_id: string | null) => work.episodes.put({ ...step.after, incident_id })
  const incident_id = before?.incident_id ?? null
  if (!step.after.opens || !isBegun(step.after)) return put(incident_id)
  const now = iso(work.clock.now())
  const windows = await windowsOf(work, component, step.after)
  // A window that runs may still end earlier: it excuses, but moves nothing.
  const over = windows.filter(({ ends_at }) => ends_at <= now)
  const after = outside(step.after, over)
  const incident = incident_id === null ? undefined : (await work.incidents.byIds([incident_id]))[0]
  if (before === undefined || incident === undefined || isFresh(before, after, incident)) {
    if (isExcused(step.after, outside(step.after, windows), now)) return put(null)
    // What is over and not told yet waits for its end: it must not look as if it went on.
    if (step.past && after.ended_at === null) return put(incident_id)
    return put(await place(work, component, after))
  }
  await put(incident_id)
  const telling = { subject: component, words: work.words, at: step.at }
  const change = follow(incident, outside(before, over), after, telling)
  const followed = change ? await saveChanged(work, change, incident) : incident
  if (after.ended_at !== null && before.ended_at === null) {
    await close(work, followed, step.farewell ?? work.words.back(component.name))
  }
}

/** Of maintenance that touches the episode. */
async function windowsOf({ maintenances }: Work, { id }: StoredComponent, { started_at, detected_at }: Begun) {
  return maintenances.windowsSince(id, started_at < detected_at ? started_at : detected_at)
}

/** The incident was closed, by a person or by a recovery, and now it is worse than it was then. */
function isFresh(before: Episode, after: Begun, incident: Incident): boolean {
  if (isOpen(incident) || after.ended_at !== null) return false
  return before.ended_at !== null || before.worst !== after.worst
}

async function place(work: Work, component: StoredComponent, episode: Begun): Promise<string> {
  const { reopen_within } = work.rules()
  const telling = { subject: component, words: work.words }
  const since = iso(Date.parse(episode.started_at) - reopen_within * 1000)
  const found = incidentFor(episode, await work.incidents.around(component.id, since), reopen_within)
  if (found) {
    await saveChanged(work, join(found, episode, telling), found)
    return found.id
  }
  // As communications calls it too, when it must tell of the outage before anybody can store it.
  const identity = await newIdentity(work, episode.started_at, episode.episode)
  const { id, number } = identity
  const opened = await saveOpened(work, openFor(episode, { id, number }, telling), identity)
  if (episode.ended_at !== null) {
    const change = recover(opened, episode.ended_at, work.words.back(component.name))
    if (change) await saveChanged(work, change, opened)
  }
  return id
}

async function close(work: Work, incident: Incident, farewell: string): Promise<void> {
  const { open, last } = await work.episodes.endOf(incident.id)
  if (open > 0 || last === null) return
  const change = recover(incident, last, farewell)
  if (change) await saveChanged(work, change, incident)
}

import type { Incident } from '../../../contracts/incidents.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { withCauses } from '../causes/find-causes.ts'
import type { StoredComponent } from '../components/component-store.ts'
import type { Deps as ComponentDeps } from '../components/save-component.ts'
import { type Change, isOpen } from '../lifecycle/incident.ts'
import type { Ranked } from '../lifecycle/incident-store.ts'
import { newIdentity, saveIncident } from '../lifecycle/save-incident.ts'
import { isExcused, outside } from '../maintenance/maintenance.ts'
import type { Episode } from './episode.ts'
import type { EpisodeStore, StoredEpisode } from './episode-store.ts'
import { type Begun, follow, incidentFor, isBegun, join, openFor, recover } from './incident-of-signal.ts'

export type Rules = {
  /** Seconds. */
  readonly reopen_within: number
  /** Sources that may open incidents, though they are not certain. */
  readonly open_on: readonly string[]
}

export type Deps = ComponentDeps & {
  readonly episodes: EpisodeStore
  /** Those in force: the configuration may be loaded again. */
  readonly rules: () => Rules
}

export type Step = {
  readonly before: StoredEpisode | undefined
  readonly after: Episode
  /** When what is new about it was first seen. */
  readonly at: string
  /** Something newer of its signal is known already. */
  readonly past: boolean
  /** What to say when this ends the incident; else that the component is back. */
  readonly farewell?: string
}

/** Where an episode belongs, and what that changes. `number`: of the incident that is opened. */
type Outcome = { readonly incident_id: string | null; readonly changes: readonly Change[]; readonly number?: Ranked }

/** Inside a transaction. Stores an episode and brings its incident in line with it. */
export async function reconcileEpisode(deps: Deps, component: StoredComponent, step: Step): Promise<void> {
  const { incident_id, changes, number } = await outcomeOf(deps, component, step)
  await deps.episodes.put({ ...step.after, incident_id })
  for (const change of changes) await saveIncident(deps, change, change.event === 'opened' ? number : undefined)
}

async function outcomeOf(deps: Deps, component: StoredComponent, step: Step): Promise<Outcome> {
  const { before, after: episode } = step
  const incident_id = before?.incident_id ?? null
  if (!episode.opens || !isBegun(episode)) return { incident_id, changes: [] }
  const now = iso(deps.clock.now())
  const { started_at, detected_at } = episode
  const windows = await deps.maintenances.windowsSince(
    component.id,
    started_at < detected_at ? started_at : detected_at,
  )
  // A window that runs may still end earlier: it excuses, but moves nothing.
  const over = windows.filter(({ ends_at }) => ends_at <= now)
  const after = outside(episode, over)
  const incident = incident_id === null ? undefined : (await deps.incidents.byIds([incident_id]))[0]
  if (before && incident && !isFresh(before, after, incident)) {
    const others = await deps.episodes.endOf(incident.id)
    return {
      incident_id,
      changes: following(deps, component, { ...step, before: outside(before, over), after, incident, others }),
    }
  }
  if (isExcused(episode, outside(episode, windows), now)) return { incident_id: null, changes: [] }
  // What is over and not published yet waits for its end: it must not look as if it went on.
  if (step.past && after.ended_at === null) return { incident_id, changes: [] }
  return placing(deps, component, after)
}

/** The incident was closed, by a person or by a recovery, and now it is worse than it was then. */
function isFresh(before: Episode, after: Begun, incident: Incident): boolean {
  if (isOpen(incident) || after.ended_at !== null) return false
  return before.ended_at !== null || before.worst !== after.worst
}

type Following = Step & {
  readonly before: Episode
  readonly after: Begun
  readonly incident: Incident
  /** Of the episodes of the incident, as they are stored: how many go on, and when the last of the others ended. */
  readonly others: { readonly open: number; readonly last: string | null }
}

function following({ words }: Pick<Deps, 'words'>, subject: StoredComponent, step: Following): Change[] {
  const { before, after, incident, others, at, farewell = words.back(subject.name) } = step
  const followed = follow(incident, before, after, { subject, words, at })
  if (after.ended_at === null || before.ended_at !== null || others.open > 1) return followed ? [followed] : []
  const last = others.last !== null && others.last > after.ended_at ? others.last : after.ended_at
  return [followed, recover(followed?.incident ?? incident, last, farewell)].filter(change => change !== null)
}

/** The episode joins an incident, or opens one. */
async function placing(deps: Deps, subject: StoredComponent, episode: Begun): Promise<Outcome> {
  const { words, incidents } = deps
  const { reopen_within } = deps.rules()
  const since = iso(Date.parse(episode.started_at) - reopen_within * 1000)
  const found = incidentFor(episode, await incidents.around(subject.id, since), reopen_within)
  if (found) return { incident_id: found.id, changes: [join(found, episode, { subject, words })] }
  // As communications calls it too, when it must send the outage before anybody can store it.
  const { ranked, ...identity } = await newIdentity(incidents, episode.started_at, episode.episode)
  const opened = await withCauses(deps, openFor(episode, identity, { subject, words }))
  const over = episode.ended_at && recover(opened.incident, episode.ended_at, words.back(subject.name))
  return { incident_id: identity.id, changes: over ? [opened, over] : [opened], number: ranked }
}

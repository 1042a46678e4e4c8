import type {
  LinkIncident,
  MergeIncident,
  UnlinkIncident,
} from '../../../contracts/incidents/incident-collaboration.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import { say, told } from '../../../contracts/messages/words.ts'
import { conflict } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { plainText } from '../../../kit/messages/message.ts'
import type { Request } from '../../../kit/service/service.ts'
import { type Deps as ComponentDeps, recomputeStatuses } from '../components/save-component.ts'
import { type PeopleDeps, setFollowing } from '../people/assign.ts'
import { worseImpact } from '../signals/episode.ts'
import type { EpisodeStore } from '../signals/episode-store.ts'
import { actOf, changeIncident, findIncident } from './change-incident.ts'
import { amend, entry, isOpen, resolution, signed } from './incident.ts'
import type { IncidentStore } from './incident-store.ts'

type Deps = ComponentDeps & PeopleDeps & { readonly episodes: EpisodeStore }

/** What failed in the one goes on in the other: signals, components and followers move there. */
export function mergeIncident(deps: Deps, { params, body, caller }: Request<typeof MergeIncident>): Promise<Incident> {
  const action = 'incident.merged'
  return deps.store.transaction(async () => {
    const [part, whole] = await findPair(deps.incidents, params.id, body.into)
    if (part.merged_into) throw conflict('incidents.merged', { number: part.number, whole: part.merged_into })
    if (whole.merged_into) throw conflict('incidents.merged:whole', { number: whole.number, whole: whole.merged_into })
    if (isOpen(part) && !isOpen(whole)) {
      throw conflict('incidents.merge-into-resolved', { whole: whole.number, part: part.number })
    }
    await deps.episodes.move(part.id, whole.id)
    const merged = await changeIncident(deps, { name: whole.id, caller, action }, (incident, who) => {
      const title = part.title_i18n ?? plainText(part.title)
      const absorbed = told(say('incident.absorbed', { number: part.number, title }))
      return amend(incident, 'updated', together(incident, part), [
        entry({ ...signed(who), kind: 'merged', ...absorbed }),
      ])
    })
    await changeIncident(deps, { name: part.id, caller, action }, (incident, who) => {
      const merged = told(say('incident.merged', { number: whole.number }))
      const line = entry({ ...signed(who), kind: 'merged', public: true, ...merged })
      const over = isOpen(incident) ? resolution(incident, who.at) : {}
      const event = isOpen(incident) ? 'resolved' : 'updated'
      return amend(incident, event, { ...over, merged_into: whole.number }, [line])
    })
    for (const follower of await deps.people.followersOf(part.id)) await setFollowing(deps, follower, whole.id, true)
    await recomputeStatuses(deps, merged.components, actOf(deps.clock, caller).at)
    return merged
  })
}

function together(whole: Incident, part: Incident): Partial<Incident> {
  const joined = part.components.filter(({ id }) => !whole.components.some(known => known.id === id))
  const components = [...whole.components, ...joined]
  const earlier = (a: string, b: string) => (a < b ? a : b)
  const started_at = earlier(whole.started_at, part.started_at)
  return {
    components,
    component: components[0] ?? null,
    impact: worseImpact(whole.impact, part.impact),
    critical: whole.critical || part.critical,
    started_at,
    detected_at: earlier(whole.detected_at, part.detected_at),
    ...(whole.resolved_at === null ? {} : resolution({ ...whole, started_at }, whole.resolved_at)),
  }
}

export function linkIncidents(deps: Deps, { params, body, caller }: Request<typeof LinkIncident>): Promise<Incident> {
  return setLinked(deps, { id: params.id, other: body.to, caller, linked: true })
}

export function unlinkIncidents(deps: Deps, { params, caller }: Request<typeof UnlinkIncident>): Promise<Incident> {
  return setLinked(deps, { id: params.id, other: params.other, caller, linked: false })
}

type Link = { readonly id: string; readonly other: string; readonly caller: Caller; readonly linked: boolean }

function setLinked(deps: Deps, { id, other, caller, linked }: Link): Promise<Incident> {
  const action = linked ? 'incident.linked' : 'incident.unlinked'
  return deps.store.transaction(async () => {
    const set = (incident: Incident, to: Incident) =>
      changeIncident(deps, { name: incident.id, caller, action }, (before, who) => {
        const known = before.links ?? []
        if (known.includes(to.number) === linked) return null
        const links = linked ? [...known, to.number] : known.filter(number => number !== to.number)
        const message = told(say(linked ? 'incident.linked' : 'incident.unlinked', { number: to.number }))
        return amend(before, 'updated', { links }, [entry({ ...signed(who), kind: 'linked', ...message })])
      })
    const [one, two] = await findPair(deps.incidents, id, other)
    await set(two, one)
    return set(one, two)
  })
}

async function findPair(incidents: IncidentStore, id: string, other: string): Promise<readonly [Incident, Incident]> {
  const pair = [await findIncident(incidents, id), await findIncident(incidents, other)] as const
  if (pair[0].id === pair[1].id) throw conflict('incidents.same-incident', { number: pair[0].number })
  return pair
}

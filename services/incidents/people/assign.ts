import type { UserChanged } from '../../../contracts/identity/access.ts'
import {
  type AssignIncident,
  type FollowIncident,
  type GetFollowing,
  IncidentFollowed,
  type ListPeople,
  type SetIncidentRole,
} from '../../../contracts/incidents/incident-collaboration.ts'
import type { Incident } from '../../../contracts/incidents/incidents.ts'
import type { Language } from '../../../contracts/messages/tables.ts'
import { say, told, word } from '../../../contracts/messages/words.ts'
import { invalidFields, problemAt } from '../../../contracts/refusals.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import { type EventData, fact } from '../../../kit/service/event.ts'
import type { Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import type { Deps as ComponentDeps } from '../components/save-component.ts'
import { changeIncident, type Doing, findIncident } from '../lifecycle/change-incident.ts'
import { type Act, amend, type Change, entry, forgetPerson, signed } from '../lifecycle/incident.ts'
import { type Deps as SaveDeps, saveIncident } from '../lifecycle/save-incident.ts'
import type { Person, PersonStore } from './person-store.ts'

export type PeopleDeps = SaveDeps & { readonly people: PersonStore; readonly clock: Clock }
type Deps = PeopleDeps & ComponentDeps

export function assignIncident(deps: Deps, { params, body, caller }: Request<typeof AssignIncident>) {
  const doing = { name: params.id, caller, action: 'incident.assigned' }
  return giveTo(deps, body.user_id, doing, (incident, who, person) => {
    const assignee_id = person?.id ?? null
    if ((incident.assignee_id ?? null) === assignee_id) return null
    const message = person ? say('incident.assigned', { name: person.name }) : say('incident.unassigned')
    const line = entry({ ...signed(who), kind: 'assigned', ...told(message) })
    return amend(incident, 'updated', { assignee: person?.name ?? null, assignee_id }, [line])
  })
}

export function setIncidentRole(deps: Deps, { params, body, caller }: Request<typeof SetIncidentRole>) {
  const { role } = body
  const doing = { name: params.id, caller, action: 'incident.role-changed' }
  return giveTo(deps, body.user_id, doing, (incident, who, person) => {
    const known = incident.roles?.find(one => one.role === role)
    if ((known?.user_id ?? null) === (person?.id ?? null)) return null
    const others = (incident.roles ?? []).filter(one => one.role !== role)
    const roles = person ? [...others, { role, user_id: person.id, name: person.name }] : others
    const name = person?.name ?? say('incident.nobody')
    const message = told(say('incident.role', { role: say(`incident.role-${role}`), name }))
    return amend(incident, 'updated', { roles }, [entry({ ...signed(who), kind: 'role', ...message })])
  })
}

type Rule = (incident: Incident, who: Act, person: Person | null) => Change | null

/** Whoever is given something to do follows the incident from then on. */
function giveTo(deps: Deps, user_id: string | null, doing: Doing, rule: Rule): Promise<Incident> {
  return deps.store.transaction(async () => {
    const person = user_id === null ? null : await requirePerson(deps.people, user_id)
    const changed = await changeIncident(deps, doing, (incident, who) => rule(incident, who, person))
    if (person) await setFollowing(deps, person.id, changed.id, true)
    return changed
  })
}

async function requirePerson(people: PersonStore, user_id: string): Promise<Person> {
  const person = await people.find(user_id)
  if (person && (person.state === 'active' || person.state === 'invited')) return person
  const ofState = person?.state === 'disabled' ? say('problem.is-disabled') : say('problem.is-deleted')
  const problem = person ? ofState : say('problem.no-user')
  throw invalidFields('incidents.unknown-user', [problemAt('body.user_id', problem)])
}

/** Inside a transaction; whoever writes to followers gets the event. */
export async function setFollowing(
  { people, clock, publish }: PeopleDeps,
  user_id: string,
  incident_id: string,
  following: boolean,
): Promise<void> {
  if ((await people.followersOf(incident_id)).includes(user_id) === following) return
  if (following) await people.follow(user_id, incident_id)
  else await people.unfollow(user_id, incident_id)
  const at = iso(clock.now())
  await publish(fact(IncidentFollowed, incident_id, { incident_id, user_id, following, at }))
}

type Followed = { readonly incident: string; readonly following: boolean; readonly followers: number }

export function followIncident(
  deps: PeopleDeps,
  request: Request<typeof FollowIncident>,
  following: boolean,
): Promise<Followed> {
  return deps.store.transaction(async () => {
    const { id } = await findIncident(deps.incidents, request.params.id)
    await setFollowing(deps, request.caller.id, id, following)
    return isFollowing(deps, request)
  })
}

export async function isFollowing(
  { incidents, people }: Pick<PeopleDeps, 'incidents' | 'people'>,
  { params, caller }: Pick<Request<typeof GetFollowing>, 'params' | 'caller'>,
): Promise<Followed> {
  const { id, number } = await findIncident(incidents, params.id)
  const followers = await people.followersOf(id)
  return { incident: number, following: followers.includes(caller.id), followers: followers.length }
}

const mostPeople = 500

export async function listPeople(people: PersonStore): Promise<Output<typeof ListPeople>> {
  return { items: await people.active(mostPeople), next_cursor: null }
}

/** Inside a transaction. A user who was deleted leaves the history readable, without the name. */
export async function recordUser(
  deps: PeopleDeps & { readonly language: Language },
  { id, name, state, revision }: EventData<typeof UserChanged>,
): Promise<void> {
  const { people, incidents, language } = deps
  const nobody = word(say('incident.deleted-user'), language)
  const known = await people.find(id)
  if (known && known.revision >= revision) return
  const deleted = state === 'deleted'
  await people.put({ id, name: deleted ? nobody : name, state, revision })
  if (!deleted) return
  await people.unfollow(id)
  await people.renameAuthor(id, nobody)
  for (const incident_id of await people.incidentsNaming(id)) {
    const [before] = await incidents.byIds([incident_id])
    if (!before) continue
    const forgotten = forgetPerson(before, { id, name: known?.name ?? null }, nobody)
    await incidents.replaceTimeline(forgotten)
    await saveIncident(deps, amend(forgotten, 'updated', {}, []))
  }
}

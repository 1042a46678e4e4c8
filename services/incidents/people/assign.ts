import type { UserChanged } from '../../../contracts/access.ts'
import {
  type AssignIncident,
  IncidentFollowed,
  type ListPeople,
  type SetIncidentRole,
} from '../../../contracts/incident-work.ts'
import type { Incident } from '../../../contracts/incidents.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { invalid } from '../../../kit/service/errors.ts'
import { type EventData, fact } from '../../../kit/service/event.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { act, findIncident } from '../lifecycle/change-incident.ts'
import { amend, entry, forgetPerson, signed } from '../lifecycle/incident.ts'
import { saveChanged } from '../lifecycle/save-incident.ts'
import type { Work } from '../work.ts'
import type { Person } from './person-store.ts'

export function assignIncident(
  work: Work,
  { params, body }: Pick<Input<typeof AssignIncident>, 'params' | 'body'>,
  caller: Caller,
): Promise<Incident> {
  return work.store.transaction(async () => {
    const person = await personNamed(work, body.user_id)
    const done = await act(work, { name: params.id, caller, action: 'incident.assigned' }, (incident, who) => {
      if ((incident.assignee_id ?? null) === (person?.id ?? null)) return null
      const message = person ? work.words.assigned(person.name) : work.words.unassigned
      const patch = { assignee: person?.name ?? null, assignee_id: person?.id ?? null }
      return amend(incident, 'updated', patch, [entry({ ...signed(who), kind: 'assigned', message })])
    })
    if (person) await follow(work, person.id, done.id)
    return done
  })
}

export function setIncidentRole(
  work: Work,
  { params, body }: Pick<Input<typeof SetIncidentRole>, 'params' | 'body'>,
  caller: Caller,
): Promise<Incident> {
  return work.store.transaction(async () => {
    const person = await personNamed(work, body.user_id)
    const done = await act(work, { name: params.id, caller, action: 'incident.role-changed' }, (incident, who) => {
      const { role } = body
      const known = incident.roles?.find(one => one.role === role)
      if ((known?.user_id ?? null) === (person?.id ?? null)) return null
      const others = (incident.roles ?? []).filter(one => one.role !== role)
      const roles = person ? [...others, { role, user_id: person.id, name: person.name }] : others
      const message = work.words.hasRole(work.words.roles[role], person?.name ?? null)
      return amend(incident, 'updated', { roles }, [entry({ ...signed(who), kind: 'role', message })])
    })
    if (person) await follow(work, person.id, done.id)
    return done
  })
}

async function personNamed(work: Work, user_id: string | null): Promise<Person | null> {
  if (user_id === null) return null
  const person = await work.people.find(user_id)
  if (person && (person.state === 'active' || person.state === 'invited')) return person
  const message = person ? `is ${person.state}` : 'is no user; GET /api/v1/users lists them'
  const fields = [{ field: 'body.user_id', message }]
  throw invalid('incidents.unknown-user', `"${user_id}" ${message}`, { fields })
}

/** Inside a transaction; whoever writes to followers hears of it. */
export async function follow(work: Work, user_id: string, incident_id: string, following = true): Promise<void> {
  if ((await work.people.followersOf(incident_id)).includes(user_id) === following) return
  if (following) await work.people.follow(user_id, incident_id)
  else await work.people.unfollow(user_id, incident_id)
  const at = iso(work.clock.now())
  await work.publish(fact(IncidentFollowed, incident_id, { incident_id, user_id, following, at }))
}

export type Followed = { readonly incident: string; readonly following: boolean; readonly followers: number }

export function followIncident(work: Work, name: string, caller: Caller, following: boolean): Promise<Followed> {
  return work.store.transaction(async () => {
    const { id, number } = await findIncident(work, name)
    await follow(work, caller.id, id, following)
    return { incident: number, following, followers: (await work.people.followersOf(id)).length }
  })
}

export async function isFollowing(work: Work, name: string, caller: Caller): Promise<Followed> {
  const { id, number } = await findIncident(work, name)
  const followers = await work.people.followersOf(id)
  return { incident: number, following: followers.includes(caller.id), followers: followers.length }
}

const mostPeople = 500

export async function listPeople(work: Work): Promise<Output<typeof ListPeople>> {
  return { items: await work.people.active(mostPeople), next_cursor: null }
}

/** Inside a transaction. A user who was deleted leaves the history readable, without the name. */
export async function hearUser(
  work: Work,
  { id, name, state, revision }: EventData<typeof UserChanged>,
): Promise<void> {
  const known = await work.people.find(id)
  if (known && known.revision >= revision) return
  const deleted = state === 'deleted'
  await work.people.put({ id, name: deleted ? work.words.deletedUser : name, state, revision })
  if (!deleted) return
  await work.people.unfollow(id)
  await work.people.renameAuthor(id, work.words.deletedUser)
  for (const incident_id of await work.people.incidentsNaming(id)) {
    const [before] = await work.incidents.byIds([incident_id])
    if (!before) continue
    const forgotten = forgetPerson(before, { id, name: known?.name ?? null }, work.words.deletedUser)
    await work.incidents.replaceTimeline(forgotten)
    await saveChanged(work, amend(forgotten, 'updated', {}, []), before)
  }
}

import type { Incident } from '../../../contracts/incidents.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { conflict } from '../../../kit/service/errors.ts'
import { restateAll } from '../components/save-component.ts'
import { follow } from '../people/assign.ts'
import { gravity } from '../signals/episode.ts'
import type { Work } from '../work.ts'
import { act, actOf, findIncident } from './change-incident.ts'
import { amend, entry, isOpen, resolution, signed } from './incident.ts'

export type Pair = { readonly id: string; readonly other: string }

/** What failed in the one goes on in the other: signals, components and followers move there. */
export function mergeIncident(work: Work, { id, other }: Pair, caller: Caller): Promise<Incident> {
  return work.store.transaction(async () => {
    const [part, whole] = await both(work, { id, other })
    if (part.merged_into) throw conflict('incidents.merged', `${part.number} is part of ${part.merged_into} already`)
    if (whole.merged_into) throw conflict('incidents.merged', `${whole.number} is itself part of ${whole.merged_into}`)
    if (isOpen(part) && !isOpen(whole)) {
      throw conflict('incidents.merge-into-resolved', `${whole.number} is resolved and ${part.number} is not`)
    }
    await work.episodes.move(part.id, whole.id)
    const grown = await act(work, { name: whole.id, caller, action: 'incident.merged' }, (incident, who) => {
      const message = work.words.absorbed(part.number, part.title)
      return amend(incident, 'updated', together(incident, part), [entry({ ...signed(who), kind: 'merged', message })])
    })
    await act(work, { name: part.id, caller, action: 'incident.merged' }, (incident, who) => {
      const line = entry({ ...signed(who), kind: 'merged', public: true, message: work.words.merged(whole.number) })
      const over = isOpen(incident) ? resolution(incident, who.at) : {}
      const event = isOpen(incident) ? 'resolved' : 'updated'
      return amend(incident, event, { ...over, merged_into: whole.number }, [line])
    })
    for (const follower of await work.people.followersOf(part.id)) await follow(work, follower, whole.id)
    await restateAll(work, grown, actOf(work, caller).at)
    return grown
  })
}

function together(whole: Incident, part: Incident): Partial<Incident> {
  const components = [
    ...whole.components,
    ...part.components.filter(({ id }) => !whole.components.some(known => known.id === id)),
  ]
  const earlier = (a: string, b: string) => (a < b ? a : b)
  const started_at = earlier(whole.started_at, part.started_at)
  return {
    components,
    component: components[0] ?? null,
    impact: gravity(part.impact) > gravity(whole.impact) ? part.impact : whole.impact,
    critical: whole.critical || part.critical,
    started_at,
    detected_at: earlier(whole.detected_at, part.detected_at),
    ...(whole.resolved_at === null ? {} : resolution({ ...whole, started_at }, whole.resolved_at)),
  }
}

export function linkIncidents(work: Work, { id, other }: Pair, caller: Caller): Promise<Incident> {
  return connect(work, { id, other }, { caller, linked: true })
}

export function unlinkIncidents(work: Work, { id, other }: Pair, caller: Caller): Promise<Incident> {
  return connect(work, { id, other }, { caller, linked: false })
}

function connect(work: Work, pair: Pair, { caller, linked }: { caller: Caller; linked: boolean }): Promise<Incident> {
  return work.store.transaction(async () => {
    const [one, other] = await both(work, pair)
    const set = (incident: Incident, to: Incident): Promise<Incident> =>
      act(
        work,
        { name: incident.id, caller, action: linked ? 'incident.linked' : 'incident.unlinked' },
        (before, who) => {
          const known = before.links ?? []
          if (known.includes(to.number) === linked) return null
          const links = linked ? [...known, to.number] : known.filter(number => number !== to.number)
          const message = linked ? work.words.linked(to.number) : work.words.unlinked(to.number)
          return amend(before, 'updated', { links }, [entry({ ...signed(who), kind: 'linked', message })])
        },
      )
    await set(other, one)
    return set(one, other)
  })
}

async function both(work: Work, { id, other }: Pair): Promise<readonly [Incident, Incident]> {
  const pair = [await findIncident(work, id), await findIncident(work, other)] as const
  if (pair[0].id === pair[1].id) throw conflict('incidents.same-incident', `${pair[0].number} is the same incident`)
  return pair
}

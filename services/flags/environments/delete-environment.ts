import { conflict } from '../../../kit/service/errors.ts'
import { type Place, placeName } from '../definitions/flag.ts'
import type { Actor } from '../definitions/flag-changes.ts'
import { keepRequest } from '../governance/save-change-request.ts'
import { keepLease } from '../leases/apply-leases.ts'
import { released } from '../leases/lease.ts'
import type { Work } from '../work.ts'
import { changePlace } from './change-environment.ts'
import type { Loaded } from './flag-cache.ts'

/**
 * Flags only go with what holds them when that is meant. What needs a second person never goes, with flags or without: it
 * could be made anew and would need none.
 */
export function refuseDropping({ environment, flags }: Loaded, isMeant: boolean): void {
  const name = `${environment.project}/${environment.name}`
  if (flags.size > 0 && !isMeant) {
    throw conflict('flags.environment-used', `"${name}" still has ${flags.size} flags; take them away first`)
  }
  if (environment.approval) {
    const message = `changes in "${name}" need a second person; it can be taken away once they need none any more`
    throw conflict('flags.environment-guarded', message)
  }
}

/** In the running transaction, with all that stands in it; what was changed there stays on record. */
export async function dropEnvironment(work: Work, place: Place, actor: Actor): Promise<void> {
  await changePlace(work, place, { actor, action: 'deleted' }, now => ({
    flags: goneOf(now.flags),
    segments: goneOf(now.segments),
  }))
  await endWaiting(work, place, actor)
  await work.environments.delete(place)
  work.store.afterCommit(() => work.board.remove(place))
}

const goneOf = (map: ReadonlyMap<string, unknown>): ReadonlyMap<string, null> =>
  new Map([...map.keys()].map(key => [key, null]))

/** Nothing begins, waits or is in force where nothing is: it would act on an environment that is made anew. */
async function endWaiting(work: Work, place: Place, { name }: Actor): Promise<void> {
  const isHere = (thing: Place) => placeName(thing) === placeName(place)
  const over = { state: 'cancelled', next_at: null } as const
  for (const request of (await work.requests.inState(['pending'])).filter(isHere)) {
    await keepRequest(work, { ...request, state: 'outdated' })
  }
  for (const plan of (await work.schedules.inState(['pending'])).filter(isHere)) {
    await work.schedules.put({ ...plan, ...over })
  }
  for (const ramp of (await work.ramps.inState(['running', 'paused'])).filter(isHere)) {
    await work.ramps.put({ ...ramp, ...over })
  }
  for (const rule of (await work.rules.all()).filter(isHere)) await work.rules.delete(rule.id)
  for (const lease of await work.leases.runningAt(place)) {
    await keepLease(work, released(lease, name, work.clock.now()), new Map())
  }
}

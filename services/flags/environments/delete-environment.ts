import { conflict } from '../../../contracts/refusals.ts'
import { type EnvironmentRef, environmentName, refOf } from '../definitions/flag.ts'
import type { Actor } from '../definitions/flag-changes.ts'
import { saveChangeRequest } from '../governance/create-change-request.ts'
import { type Deps as LeaseDeps, saveLease } from '../leases/apply-leases.ts'
import { released } from '../leases/lease.ts'
import type { StoredRamp } from '../rollouts/ramp.ts'
import type { StoredSchedule } from '../rollouts/rollout.ts'
import { type Deps as ChangeDeps, changeEnvironment } from './change-environment.ts'
import type { LoadedEnvironment } from './flag-cache.ts'
import type { JsonColumnStore } from './json-column-store.ts'

export type Deps = ChangeDeps &
  LeaseDeps & {
    readonly schedules: JsonColumnStore<StoredSchedule>
    readonly ramps: JsonColumnStore<StoredRamp>
  }

/**
 * Flags only go with what holds them when that is meant. What needs a second person never goes, with flags or without: it
 * could be made anew and would need none.
 */
export function requireDeletable({ environment, flags }: LoadedEnvironment, isMeant: boolean): void {
  const name = environmentName(refOf(environment))
  if (flags.size > 0 && !isMeant) {
    throw conflict('flags.environment-used', { name, count: flags.size })
  }
  if (environment.approval) {
    throw conflict('flags.environment-guarded', { name })
  }
}

/** In the running transaction, with all that stands in it; what was changed there stays on record. */
export async function deleteEnvironment(deps: Deps, ref: EnvironmentRef, actor: Actor): Promise<void> {
  await changeEnvironment(deps, ref, { actor, action: 'deleted' }, now => ({
    flags: deletionOf(now.flags),
    segments: deletionOf(now.segments),
  }))
  await endWaiting(deps, ref, actor)
  await deps.environments.delete(ref)
  deps.store.afterCommit(() => deps.cache.remove(ref))
}

const deletionOf = (map: ReadonlyMap<string, unknown>): ReadonlyMap<string, null> =>
  new Map([...map.keys()].map(key => [key, null]))

/** Nothing begins, waits or is in force where nothing is: it would act on an environment that is made anew. */
async function endWaiting(deps: Deps, ref: EnvironmentRef, { name }: Actor): Promise<void> {
  const isHere = (row: EnvironmentRef) => environmentName(row) === environmentName(ref)
  const over = { state: 'cancelled', next_at: null } as const
  for (const request of (await deps.requests.inState(['pending'])).filter(isHere)) {
    await saveChangeRequest(deps, { ...request, state: 'outdated' })
  }
  for (const plan of (await deps.schedules.inState(['pending'])).filter(isHere)) {
    await deps.schedules.put({ ...plan, ...over })
  }
  for (const ramp of (await deps.ramps.inState(['running', 'paused'])).filter(isHere)) {
    await deps.ramps.put({ ...ramp, ...over })
  }
  for (const rule of (await deps.rules.all()).filter(isHere)) await deps.rules.delete(rule.id)
  for (const lease of await deps.leases.runningAt(ref)) {
    await saveLease(deps, released(lease, name, deps.clock.now()), new Map())
  }
}

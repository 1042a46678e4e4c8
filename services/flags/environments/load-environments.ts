import { notFound } from '../../../contracts/refusals.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import {
  defaultEnvironment,
  type EnvironmentRef,
  environmentName,
  refOf,
  type StoredEnvironment,
} from '../definitions/flag.ts'
import type { FlagStore } from '../definitions/flag-store.ts'
import { activeOverrides } from '../leases/lease.ts'
import type { LeaseStore } from '../leases/lease-store.ts'
import type { EnvironmentStore } from './environment-store.ts'
import type { FlagCache, LoadedEnvironment } from './flag-cache.ts'
import type { NextDue } from './next-due.ts'

export type Deps = {
  readonly store: Store
  readonly cache: FlagCache
  readonly environments: EnvironmentStore
  readonly flags: FlagStore
  readonly leases: LeaseStore
}

/** Everything into memory; at the very first start there is one project with one environment. */
export async function loadEnvironments(deps: Deps & { readonly clock: Clock }): Promise<void> {
  const { environments, store, clock, cache } = deps
  if ((await environments.projects()).length === 0) {
    const { project, environment: name } = defaultEnvironment
    await store.transaction(async () => {
      await environments.putProject({ name: project, title: 'Default', created_at: iso(clock.now()) })
      const settings = { metadata: null, extra: null, approval: false }
      await environments.put({ project, name, title: 'Production', revision: 1, ...settings })
    })
  }
  for (const environment of await environments.environments()) {
    cache.set(refOf(environment), await loadEnvironment(deps, environment))
  }
}

async function loadEnvironment({ flags, leases }: Deps, environment: StoredEnvironment): Promise<LoadedEnvironment> {
  const ref = refOf(environment)
  return {
    environment,
    flags: new Map((await flags.flagsOf(ref)).map(flag => [flag.key, flag])),
    segments: new Map((await flags.segmentsOf(ref)).map(segment => [segment.key, segment])),
    overrides: activeOverrides(await leases.runningAt(ref)),
  }
}

/** As the database has it; mostly the cache knows. In the running transaction. */
export async function currentEnvironment(deps: Deps, ref: EnvironmentRef): Promise<LoadedEnvironment> {
  const environment = await deps.environments.find(ref)
  if (!environment) throw unknownEnvironment(deps, ref)
  const known = deps.cache.get(ref)
  return known?.environment.revision === environment.revision ? known : loadEnvironment(deps, environment)
}

export function cachedEnvironment(deps: Pick<Deps, 'cache'>, ref: EnvironmentRef): LoadedEnvironment {
  const loaded = deps.cache.get(ref)
  if (!loaded) throw unknownEnvironment(deps, ref)
  return loaded
}

export function unknownEnvironment({ cache }: Pick<Deps, 'cache'>, { project, environment }: EnvironmentRef) {
  const known = cache.environments().map(one => environmentName(refOf(one.environment)))
  return notFound('flags.environment-not-found:known', { environment, project, names: known.slice(0, 20) })
}

/**
 * What other processes on the same database have changed. Every change of an environment makes its revision grow: one
 * small question shows whether there is something to read.
 */
export async function pollEnvironments(deps: Deps & { readonly nextDue: NextDue }): Promise<void> {
  const { store, cache, environments } = deps
  const isKnown = (one: StoredEnvironment) => cache.get(refOf(one))?.environment.revision === one.revision
  const before = await environments.environments()
  if (before.length === cache.environments().length && before.every(isKnown)) return
  // In a transaction, so that no change of our own comes between what is read and what is shown.
  await store.transaction(async () => {
    const stored = await environments.environments()
    for (const environment of stored.filter(one => !isKnown(one))) {
      const loaded = await loadEnvironment(deps, environment)
      store.afterCommit(() => cache.set(refOf(environment), loaded))
    }
    const names = new Set(stored.map(one => environmentName(refOf(one))))
    const gone = cache.environments().map(({ environment }) => refOf(environment))
    for (const ref of gone.filter(one => !names.has(environmentName(one)))) store.afterCommit(() => cache.remove(ref))
    deps.nextDue.setAll(0)
  })
}

import { v7 as uuid } from 'uuid'
import type { ComponentRef } from '../../../contracts/common-schemas.ts'
import { ComponentChanged } from '../../../contracts/incidents/incidents.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { componentKey } from '../causes/cause-store.ts'
import { type Deps as CauseDeps, isImpaired, suspectDependency } from '../causes/causes.ts'
import type { MaintenanceStore } from '../maintenance/maintenance-store.ts'
import type { SignalStore } from '../signals/signal-store.ts'
import { statusOf, suspicionOf } from './component.ts'
import type { StoredComponent } from './component-store.ts'

export type Deps = CauseDeps & { readonly signals: SignalStore; readonly maintenances: MaintenanceStore }

export type NewComponent = Pick<StoredComponent, 'slug' | 'name' | 'origin'> & Partial<StoredComponent>

export async function addComponent(deps: Deps, given: NewComponent): Promise<StoredComponent> {
  const component: StoredComponent = {
    id: uuid(),
    group: null,
    critical: false,
    status: given.watched ? 'unknown' : 'operational',
    since: iso(deps.clock.now()),
    depends_on: [],
    position: given.position ?? (await deps.components.nextPosition()),
    place: null,
    suspected: null,
    url: null,
    by_hand: false,
    watched: 0,
    archived: false,
    revision: 1,
    ...given,
  }
  await deps.components.insert(component)
  await deps.causes.putDependencies(component.id, component.depends_on)
  await publishComponent(deps, component)
  return component
}

/** Stores and publishes the change, if it is one. */
export async function changeComponent(
  deps: Deps,
  before: StoredComponent,
  patch: Partial<StoredComponent>,
): Promise<StoredComponent> {
  const same = Object.entries(patch).every(
    ([key, value]) => JSON.stringify(before[key as keyof StoredComponent]) === JSON.stringify(value),
  )
  if (same) return before
  const component = { ...before, ...patch, revision: before.revision + 1 }
  await deps.components.update(component)
  if (String(component.depends_on) !== String(before.depends_on)) {
    await deps.causes.putDependencies(component.id, component.depends_on)
  }
  await publishComponent(deps, component)
  if (isImpaired(component.status) && !isImpaired(before.status)) {
    await suspectDependency(deps, componentKey(component.slug))
  }
  return component
}

/** `at`: when the status changed, should it have. */
export async function recomputeStatus(
  deps: Deps,
  before: StoredComponent,
  at: string,
  patch: Partial<StoredComponent> = {},
): Promise<StoredComponent> {
  const { id, critical, watched } = { ...before, ...patch }
  const signals = await deps.signals.ofComponent(id)
  const byHand = await deps.incidents.impactsByHand(id)
  const maintained = await deps.maintenances.isRunning(id)
  const status = statusOf({ critical, watched: watched > 0, maintained }, signals, byHand)
  const since = status === before.status ? before.since : at
  return changeComponent(deps, before, { ...patch, status, since, suspected: suspicionOf(signals) })
}

export async function recomputeStatuses(deps: Deps, components: readonly ComponentRef[], at: string): Promise<void> {
  for (const component of await deps.components.named(components.map(({ id }) => id))) {
    if (!component.archived) await recomputeStatus(deps, component, at)
  }
}

function publishComponent({ publish }: Deps, { url: _, by_hand: __, watched: ___, ...component }: StoredComponent) {
  return publish(fact(ComponentChanged, component.id, component))
}

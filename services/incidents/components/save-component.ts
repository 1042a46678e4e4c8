import { v7 as uuid } from 'uuid'
import { ComponentChanged, type Incident } from '../../../contracts/incidents.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { isTroubled } from '../causes/cause.ts'
import { suspectComponent } from '../causes/suspect-causes.ts'
import type { Work } from '../work.ts'
import { statusOf, suspicionOf } from './component.ts'
import type { StoredComponent } from './component-store.ts'

export type NewComponent = Pick<StoredComponent, 'slug' | 'name' | 'origin'> & Partial<StoredComponent>

export async function addComponent(work: Work, given: NewComponent): Promise<StoredComponent> {
  const component: StoredComponent = {
    id: uuid(),
    group: null,
    critical: false,
    status: given.watched ? 'unknown' : 'operational',
    since: iso(work.clock.now()),
    depends_on: [],
    position: given.position ?? (await work.components.nextPosition()),
    place: null,
    suspected: null,
    url: null,
    by_hand: false,
    watched: 0,
    archived: false,
    revision: 1,
    ...given,
  }
  await work.components.insert(component)
  await work.dependencies.put(component.id, component.depends_on)
  await tell(work, component)
  return component
}

/** Stores and tells the change, if it is one. */
export async function changeComponent(
  work: Work,
  before: StoredComponent,
  patch: Partial<StoredComponent>,
): Promise<StoredComponent> {
  const same = Object.entries(patch).every(
    ([key, value]) => JSON.stringify(before[key as keyof StoredComponent]) === JSON.stringify(value),
  )
  if (same) return before
  const component = { ...before, ...patch, revision: before.revision + 1 }
  await work.components.update(component)
  if (String(component.depends_on) !== String(before.depends_on)) {
    await work.dependencies.put(component.id, component.depends_on)
  }
  await tell(work, component)
  if (isTroubled(component.status) && !isTroubled(before.status)) await suspectComponent(work, component.slug)
  return component
}

/** Judges the status again; `at` is when it changed, should it have. */
export async function restate(
  work: Work,
  before: StoredComponent,
  at: string,
  patch: Partial<StoredComponent> = {},
): Promise<StoredComponent> {
  const component = { ...before, ...patch }
  const voices = await work.signals.voices(component.id)
  const byHand = await work.incidents.impactsByHand(component.id)
  const { critical, watched } = component
  const maintained = await work.maintenances.isRunning(component.id)
  const status = statusOf({ critical, watched: watched > 0, maintained }, voices, byHand)
  const since = status === before.status ? before.since : at
  return changeComponent(work, before, { ...patch, status, since, suspected: suspicionOf(voices) })
}

export async function restateAll(work: Work, { components }: Pick<Incident, 'components'>, at: string): Promise<void> {
  for (const component of await work.components.named(components.map(({ id }) => id))) {
    if (!component.archived) await restate(work, component, at)
  }
}

async function tell({ publish }: Work, { url: _, by_hand: __, watched: ___, ...component }: StoredComponent) {
  await publish(fact(ComponentChanged, component.id, component))
}

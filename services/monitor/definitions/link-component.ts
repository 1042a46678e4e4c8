import type { Component } from '../../../contracts/incidents.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { CheckDefinitions } from './check-registry.ts'
import { setComponentId } from './check-store.ts'

/** The incidents give components their ids; answers about checks carry them. */
export async function followComponent(
  store: Store,
  definitions: CheckDefinitions,
  { id, slug, archived }: Component & { archived: boolean },
): Promise<void> {
  const watched = definitions.checks.find(slug)
  if (!watched || archived || watched.check.component_id === id) return
  await setComponentId(store, watched.check.id, id)
  store.afterCommit(() => definitions.setComponentId(watched, id))
}

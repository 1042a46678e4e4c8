import type { CreateIncident, Incident } from '../../contracts/incidents.ts'
import { iso } from '../../kit/clock.ts'
import { invalid } from '../../kit/errors.ts'
import type { Input } from '../../kit/operation.ts'
import { hintFor } from './change-component.ts'
import type { StoredComponent } from './component-store.ts'
import { openByHand } from './incident.ts'
import { restate } from './save-component.ts'
import { newIdentity, saveOpened } from './save-incident.ts'
import type { Work } from './work.ts'

/** By hand. */
export function openIncident(work: Work, body: Input<typeof CreateIncident>['body'], by: string): Promise<Incident> {
  return work.store.transaction(async () => {
    const at = iso(work.clock.now())
    const affected = await affectedBy(work, body.components ?? [])
    const identity = await newIdentity(work, at)
    const change = openByHand(
      {
        id: identity.id,
        number: identity.number,
        title: body.title,
        impact: body.impact,
        components: affected.map(({ id, slug, name }) => ({ id, slug, name })),
        message: body.message ?? body.title,
        group: affected[0]?.group ?? null,
        critical: affected.some(({ critical }) => critical),
      },
      { by, at },
    )
    const incident = await saveOpened(work, change, identity)
    for (const component of affected) await restate(work, component, at)
    return incident
  })
}

/** Each by id or slug. */
export async function affectedBy({ components }: Work, names: readonly string[]): Promise<StoredComponent[]> {
  const found = (await components.named(names)).filter(({ archived }) => !archived)
  const affected: StoredComponent[] = []
  for (const [index, name] of names.entries()) {
    const component = found.find(({ id, slug }) => id === name || slug === name)
    if (!component) {
      const hint = await hintFor(components, name)
      const fields = [{ field: `body.components[${index}]`, message: `is no component (${hint})` }]
      throw invalid('incidents.unknown-component', `there is no component "${name}" (${hint})`, { fields })
    }
    if (!affected.includes(component)) affected.push(component)
  }
  return affected
}

import type { CreateComponent, UpdateComponent } from '../../contracts/incidents.ts'
import { slugOf } from '../../contracts/slug.ts'
import { iso } from '../../kit/clock.ts'
import { conflict, notFound } from '../../kit/errors.ts'
import type { Input } from '../../kit/operation.ts'
import { nearest } from '../../kit/sentence.ts'
import type { StoredComponent } from './component-store.ts'
import { hearSignal } from './hear-signal.ts'
import { addComponent, changeComponent, restate } from './save-component.ts'
import type { Work } from './work.ts'

/** By id or slug; what is archived is not there any more. */
export async function findComponent({ components }: Work, name: string): Promise<StoredComponent> {
  const [found] = await components.named([name])
  if (found && !found.archived) return found
  const hint = await hintFor(components, name)
  throw notFound('incidents.no-such-component', `there is no component "${name}" (${hint})`)
}

/** What was probably meant, or where to look. */
export async function hintFor(components: Work['components'], name: string): Promise<string> {
  const meant = nearest(name, await components.slugs())
  return meant ? `did you mean "${meant}"?` : 'GET /api/v1/components lists them'
}

export function createComponent(work: Work, body: Input<typeof CreateComponent>['body']): Promise<StoredComponent> {
  return work.store.transaction(async () => {
    const slug = slugOf(body.name)
    const found = await work.components.bySlug(slug)
    if (found && !found.archived) {
      throw conflict('incidents.component-exists', `there is already a component "${slug}" (${found.name})`)
    }
    const given = { ...fieldsOf(body), slug, origin: 'api', by_hand: true } as const
    if (!found) return addComponent(work, given)
    const revived = await restate(work, found, iso(work.clock.now()), { ...given, place: null, archived: false })
    for (const held of await work.signals.held(found.id)) await hearSignal(work, held)
    return (await work.components.bySlug(slug)) ?? revived
  })
}

export function updateComponent(
  work: Work,
  name: string,
  body: Input<typeof UpdateComponent>['body'],
): Promise<StoredComponent> {
  return work.store.transaction(async () => {
    const component = await findComponent(work, name)
    refuseOwned(component)
    const patch = { ...fieldsOf(body), origin: 'api', by_hand: true } as const
    return restate(work, component, iso(work.clock.now()), patch)
  })
}

export function archiveComponentByHand(work: Work, name: string): Promise<null> {
  return work.store.transaction(async () => {
    const component = await findComponent(work, name)
    refuseOwned(component)
    if (component.watched > 0) {
      const { slug, watched } = component
      throw conflict('incidents.component-watched', `${watched} check(s) stand for "${slug}"; delete them first`)
    }
    await changeComponent(work, component, { archived: true })
    return null
  })
}

function fieldsOf({ name, group, critical, depends_on }: Input<typeof CreateComponent>['body']) {
  return { name, group: group ?? null, critical: critical ?? false, depends_on: depends_on ?? [] }
}

function refuseOwned({ origin, slug, place }: StoredComponent): void {
  if (origin !== 'file') return
  const where = place ?? 'the configuration file'
  throw conflict('incidents.owned-by-file', `"${slug}" comes from ${where}; change it there`)
}

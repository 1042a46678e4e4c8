import type {
  CreateComponent,
  DeleteComponent,
  ListComponents,
  UpdateComponent,
} from '../../../contracts/incidents/incidents.ts'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { conflict, fieldProblem, invalid, notFound } from '../../../contracts/refusals.ts'
import { slugOf } from '../../../contracts/slug.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Input } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import { nearest } from '../../../kit/service/validation-message.ts'
import { recordAudit } from '../record-audit.ts'
import { applyHeldSignals, type Deps } from '../signals/apply-signal.ts'
import { type ComponentStore, publicComponent, type StoredComponent } from './component-store.ts'
import { addComponent, changeComponent, recomputeStatus } from './save-component.ts'

/** By id or slug; what is archived is not there any more. */
export async function findComponent(components: ComponentStore, name: string): Promise<StoredComponent> {
  const [found] = await components.named([name])
  if (found && !found.archived) return found
  throw notFound('incidents.no-such-component', { name, hint: await hintFor(components, name) })
}

/** What was probably meant, or where to find it. */
export async function hintFor(components: ComponentStore, name: string): Promise<Message> {
  const meant = nearest(name, await components.someSlugs())
  return meant ? say('hint.meant', { word: meant }) : say('hint.lists', { path: '/api/v1/components' })
}

const pages = pagesOf(
  cursorOf('incidents.components', ['number', 'text']),
  ({ position, slug }: StoredComponent) => [position, slug] as const,
)

export async function listComponents(components: ComponentStore, { query }: Request<typeof ListComponents>) {
  const { items, next_cursor } = await pages(query, ({ limit, after }) => components.list(limit, after))
  return { items: items.map(item => ({ ...publicComponent(item), revision: item.revision })), next_cursor }
}

/** Those that `body.components` names, each by id or slug. */
export async function requireComponents(components: ComponentStore, names: readonly string[] = []) {
  const found = (await components.named(names)).filter(({ archived }) => !archived)
  const required = new Set<StoredComponent>()
  for (const [index, name] of names.entries()) {
    const component = found.find(({ id, slug }) => id === name || slug === name)
    if (!component) {
      const hint = await hintFor(components, name)
      const fields = [fieldProblem(`body.components[${index}]`, 'problem.no-component', { hint })]
      throw invalid('incidents.unknown-component', { name, hint }, { fields })
    }
    required.add(component)
  }
  return [...required]
}

export function createComponent(deps: Deps, { body, caller }: Request<typeof CreateComponent>) {
  return deps.store.transaction(async () => {
    const created = publicComponent(await createOrRevive(deps, body))
    await recordAudit(deps, caller, { action: 'component.created', id: created.id, before: null, after: created })
    return created
  })
}

async function createOrRevive(deps: Deps, body: Input<typeof CreateComponent>['body']): Promise<StoredComponent> {
  const slug = slugOf(body.name)
  const found = await deps.components.bySlug(slug)
  if (found && !found.archived) {
    throw conflict('incidents.component-exists', { slug, name: found.name })
  }
  const given = { ...fieldsOf(body), slug, origin: 'api', by_hand: true } as const
  if (!found) return addComponent(deps, given)
  const revived = await recomputeStatus(deps, found, iso(deps.clock.now()), { ...given, place: null, archived: false })
  await applyHeldSignals(deps, found.id)
  return (await deps.components.bySlug(slug)) ?? revived
}

export function updateComponent(deps: Deps, { params, body, caller }: Request<typeof UpdateComponent>) {
  return deps.store.transaction(async () => {
    const component = await findComponent(deps.components, params.id)
    refuseOwned(component)
    const patch = { ...fieldsOf(body), origin: 'api', by_hand: true } as const
    const before = publicComponent(component)
    const after = publicComponent(await recomputeStatus(deps, component, iso(deps.clock.now()), patch))
    await recordAudit(deps, caller, { action: 'component.changed', id: after.id, before, after })
    return after
  })
}

export function deleteComponent(deps: Deps, { params, caller }: Request<typeof DeleteComponent>): Promise<null> {
  return deps.store.transaction(async () => {
    const component = await findComponent(deps.components, params.id)
    refuseOwned(component)
    const { id, slug, watched } = component
    if (watched > 0) {
      throw conflict('incidents.component-watched', { count: watched, slug })
    }
    await changeComponent(deps, component, { archived: true })
    const before = publicComponent(component)
    await recordAudit(deps, caller, { action: 'component.archived', id, before, after: null })
    return null
  })
}

function fieldsOf({ name, group, critical, depends_on }: Input<typeof CreateComponent>['body']) {
  return { name, group: group ?? null, critical: critical ?? false, depends_on: depends_on ?? [] }
}

function refuseOwned({ origin, slug, place }: StoredComponent): void {
  if (origin !== 'file') return
  const where = place ?? 'the configuration file'
  throw conflict('incidents.owned-by-file', { slug, place: where })
}

import type { CreateComponent, UpdateComponent } from '../../../contracts/incidents.ts'
import { slugOf } from '../../../contracts/slug.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { conflict, invalid, notFound } from '../../../kit/service/errors.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { nearest } from '../../../kit/service/validation-message.ts'
import { recordAudit } from '../record-audit.ts'
import { hearSignal } from '../signals/apply-signal.ts'
import type { Work } from '../work.ts'
import { type StoredComponent, shown } from './component-store.ts'
import { addComponent, changeComponent, restate } from './save-component.ts'

/** By id or slug; what is archived is not there any more. */
export async function findComponent({ components }: Work, name: string): Promise<StoredComponent> {
  const [found] = await components.named([name])
  if (found && !found.archived) return found
  const hint = await hintFor(components, name)
  throw notFound('incidents.no-such-component', `there is no component "${name}" (${hint})`)
}

/** What was probably meant, or where to look. */
export async function hintFor(components: Work['components'], name: string): Promise<string> {
  const meant = nearest(name, await components.someSlugs())
  return meant ? `did you mean "${meant}"?` : 'GET /api/v1/components lists them'
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

export function createComponent(
  work: Work,
  body: Input<typeof CreateComponent>['body'],
  caller: Caller,
): Promise<StoredComponent> {
  return work.store.transaction(async () => {
    const made = await makeComponent(work, body)
    await recordAudit(work, caller, { action: 'component.created', id: made.id, before: null, after: shown(made) })
    return made
  })
}

async function makeComponent(work: Work, body: Input<typeof CreateComponent>['body']): Promise<StoredComponent> {
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
}

export function updateComponent(
  work: Work,
  { params, body }: Pick<Input<typeof UpdateComponent>, 'params' | 'body'>,
  caller: Caller,
): Promise<StoredComponent> {
  return work.store.transaction(async () => {
    const component = await findComponent(work, params.id)
    refuseOwned(component)
    const patch = { ...fieldsOf(body), origin: 'api', by_hand: true } as const
    const after = await restate(work, component, iso(work.clock.now()), patch)
    const change = { before: shown(component), after: shown(after) }
    await recordAudit(work, caller, { action: 'component.changed', id: after.id, ...change })
    return after
  })
}

export function archiveComponentByHand(work: Work, name: string, caller: Caller): Promise<null> {
  return work.store.transaction(async () => {
    const component = await findComponent(work, name)
    refuseOwned(component)
    if (component.watched > 0) {
      const { slug, watched } = component
      throw conflict('incidents.component-watched', `${watched} check(s) stand for "${slug}"; delete them first`)
    }
    await changeComponent(work, component, { archived: true })
    const before = shown(component)
    await recordAudit(work, caller, { action: 'component.archived', id: component.id, before, after: null })
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

import { v7 as uuid } from 'uuid'
import {
  type CancelMaintenance,
  type CreateMaintenance,
  type ListMaintenances,
  type Maintenance,
  MaintenanceChanged,
  MaintenanceScheduled,
  type UpdateMaintenance,
} from '../../../contracts/incidents/maintenance.ts'
import { type Message, say } from '../../../contracts/messages/words.ts'
import { conflict, invalidFields, notFound, problemAt } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { cursorOf, type Page, pagesOf } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { isOutdated } from '../../../kit/service/revision.ts'
import type { Request } from '../../../kit/service/service.ts'
import { findComponent, requireComponents } from '../components/change-component.ts'
import { refOf } from '../components/component.ts'
import type { ComponentStore } from '../components/component-store.ts'
import { recordAudit } from '../record-audit.ts'
import { advanceMaintenances, type Deps, endMaintenance } from './advance-maintenances.ts'
import { finish, publicMaintenance, recurrenceOf, type StoredMaintenance } from './maintenance.ts'
import type { MaintenanceStore } from './maintenance-store.ts'
import { isTimeZone, recurrenceProblem } from './recurrence.ts'

type Stores = { readonly maintenances: MaintenanceStore; readonly components: ComponentStore }

const longestMs = 31 * 86_400_000
const pages = pagesOf(
  cursorOf('incidents.maintenances', ['text', 'text']),
  ({ starts_at, id }: StoredMaintenance) => [starts_at, id] as const,
)

export async function listMaintenances(
  { maintenances, components }: Stores,
  { query }: Request<typeof ListMaintenances>,
): Promise<Page<Maintenance>> {
  const { status, component } = query
  const component_id = component === undefined ? undefined : (await findComponent(components, component)).id
  const { items, next_cursor } = await pages(query, from => maintenances.list({ ...from, status, component_id }))
  return { items: items.map(publicMaintenance), next_cursor }
}

export async function findMaintenance(maintenances: MaintenanceStore, id: string): Promise<StoredMaintenance> {
  const found = await maintenances.find(id)
  if (found) return found
  throw notFound('incidents.no-such-maintenance', { id })
}

export function createMaintenance(deps: Deps, { body, caller }: Request<typeof CreateMaintenance>) {
  return deps.store.transaction(async () => {
    const created_at = iso(deps.clock.now())
    const created_by_id = caller.kind === 'user' ? caller.id : null
    const known = { id: uuid(), created_at, created_by: caller.name, created_by_id, revision: 1 }
    const planned = await plan(deps, body, known)
    await deps.maintenances.put(planned)
    await deps.publish(fact(MaintenanceScheduled, planned.id, publicMaintenance(planned)))
    await audit(deps, caller, 'maintenance.planned', { before: null, after: planned })
    return advanced(deps, planned.id)
  })
}

export function updateMaintenance(deps: Deps, { params, query, body, caller }: Request<typeof UpdateMaintenance>) {
  return deps.store.transaction(async () => {
    await advanceMaintenances(deps)
    const before = await findMaintenance(deps.maintenances, params.id)
    refuseOver(before)
    const present = publicMaintenance(before)
    if (isOutdated(query.revision, present)) {
      throw conflict('incidents.changed-meanwhile', {}, { present })
    }
    const { id, created_at, created_by, created_by_id } = before
    const revision = before.revision + 1
    const next = await plan(deps, body, { id, created_at, created_by, created_by_id, revision })
    const after = before.status === 'in_progress' ? whileRunning(before, next) : anchored(before, next)
    await deps.maintenances.put(after)
    if (after.status === 'in_progress') await deps.maintenances.putWindows(after)
    await deps.publish(fact(MaintenanceChanged, after.id, publicMaintenance(after)))
    await audit(deps, caller, 'maintenance.changed', { before, after })
    return advanced(deps, id)
  })
}

export function cancelMaintenance(deps: Deps, { params, caller }: Request<typeof CancelMaintenance>): Promise<null> {
  return deps.store.transaction(async () => {
    await advanceMaintenances(deps)
    const before = await findMaintenance(deps.maintenances, params.id)
    refuseOver(before)
    await audit(deps, caller, 'maintenance.cancelled', { before, after: null })
    const status = 'cancelled' as const
    if (before.status === 'in_progress') {
      await endMaintenance(deps, { ...finish(before, iso(deps.clock.now())), status }, null)
      return null
    }
    const cancelled = { ...before, status, revision: before.revision + 1 }
    await deps.maintenances.put(cancelled)
    await deps.publish(fact(MaintenanceChanged, before.id, publicMaintenance(cancelled)))
    return null
  })
}

/** What is due at once begins at once. */
async function advanced(deps: Deps, id: string): Promise<Maintenance> {
  deps.nextDue.at = undefined
  await advanceMaintenances(deps)
  return publicMaintenance(await findMaintenance(deps.maintenances, id))
}

function refuseOver({ id, status }: StoredMaintenance): void {
  if (status === 'scheduled' || status === 'in_progress') return
  throw conflict('incidents.maintenance-over', { id, status })
}

type Body = Input<typeof CreateMaintenance>['body']
type Known = Pick<StoredMaintenance, 'id' | 'created_at' | 'created_by' | 'created_by_id' | 'revision'>
type Step = { readonly before: StoredMaintenance | null; readonly after: StoredMaintenance | null }

function audit(deps: Deps, caller: Caller, action: string, { before, after }: Step): Promise<void> {
  const id = (after ?? before)?.id ?? ''
  const facts = (one: StoredMaintenance | null) => one && publicMaintenance(one)
  return recordAudit(deps, caller, { action, id, before: facts(before), after: facts(after) })
}

async function plan(deps: Deps, body: Body, known: Known): Promise<StoredMaintenance> {
  const starts_at = new Date(body.starts_at).toISOString()
  const ends_at = new Date(body.ends_at).toISOString()
  refuseTimes(starts_at, ends_at, iso(deps.clock.now()))
  const time_zone = body.time_zone ?? deps.timeZone
  if (!isTimeZone(time_zone)) refuse('time_zone', say('problem.no-time-zone', { name: time_zone }))
  const affected = await requireComponents(deps.components, body.components)
  const planned: StoredMaintenance = {
    ...known,
    title: body.title,
    message: body.message ?? null,
    status: 'scheduled',
    components: affected.map(refOf),
    recurrence: body.recurrence ?? null,
    starts_at,
    ends_at,
    time_zone,
    first_starts_at: starts_at,
    first_ends_at: ends_at,
  }
  const problem = recurrenceProblem(recurrenceOf(planned))
  if (problem) refuse('recurrence', problem)
  return planned
}

function refuseTimes(starts_at: string, ends_at: string, now: string): void {
  if (ends_at <= starts_at) refuse('ends_at', say('problem.after-start'))
  if (Date.parse(ends_at) - Date.parse(starts_at) > longestMs) refuse('ends_at', say('problem.too-long-window'))
  if (ends_at <= now) refuse('ends_at', say('problem.over'))
}

function refuse(field: string, problem: Message): never {
  throw invalidFields('incidents.bad-maintenance', [problemAt(`body.${field}`, problem)])
}

/** A recurrence that was not touched goes on counting from where it began. */
function anchored(before: StoredMaintenance, next: StoredMaintenance): StoredMaintenance {
  const same = (['starts_at', 'ends_at', 'recurrence', 'time_zone'] as const).every(key => before[key] === next[key])
  const { first_starts_at, first_ends_at } = before
  return same ? { ...next, first_starts_at, first_ends_at } : next
}

function whileRunning(before: StoredMaintenance, next: StoredMaintenance): StoredMaintenance {
  const ids = ({ components }: StoredMaintenance) => components.map(({ id }) => id).join()
  const fixed = (['starts_at', 'recurrence', 'time_zone'] as const).find(key => before[key] !== next[key])
  const changed = fixed ?? (ids(before) === ids(next) ? undefined : 'components')
  if (changed) throw conflict('incidents.maintenance-running', { field: changed })
  const { title, message, ends_at, revision } = next
  return { ...before, title, message, ends_at, revision }
}

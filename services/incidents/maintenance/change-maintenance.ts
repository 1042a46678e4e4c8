import { Type } from 'typebox'
import { v7 as uuid } from 'uuid'
import {
  type CreateMaintenance,
  type ListMaintenances,
  type Maintenance,
  MaintenanceChanged,
  MaintenanceScheduled,
  type UpdateMaintenance,
} from '../../../contracts/maintenance.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { conflict, invalid, notFound } from '../../../kit/service/errors.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Input } from '../../../kit/service/operation.ts'
import { affectedBy, findComponent } from '../components/change-component.ts'
import { type Page, pageOf, readCursor } from '../cursor.ts'
import { recordAudit } from '../record-audit.ts'
import type { Work } from '../work.ts'
import { endMaintenance, shownMaintenance, turnMaintenances } from './advance-maintenances.ts'
import { recurrenceOf, type StoredMaintenance } from './maintenance.ts'
import { isTimeZone, recurrenceProblem } from './recurrence.ts'

type Body = Input<typeof CreateMaintenance>['body']

const longestMs = 31 * 86_400_000
const pageLength = 50
const MaintenancePlace = Type.Object({ starts_at: Type.String(), id: Type.String() })

export async function listMaintenances(
  work: Work,
  query: Input<typeof ListMaintenances>['query'],
): Promise<Page<Maintenance>> {
  const { limit = pageLength, status, component } = query
  const found = await work.maintenances.list({
    limit: limit + 1,
    after: readCursor(query.cursor, MaintenancePlace),
    status,
    component_id: component === undefined ? undefined : (await findComponent(work, component)).id,
  })
  const { items, next_cursor } = pageOf(found, limit, ({ starts_at, id }) => ({ starts_at, id }))
  return { items: items.map(shownMaintenance), next_cursor }
}

export async function findMaintenance({ maintenances }: Work, id: string): Promise<StoredMaintenance> {
  const found = await maintenances.find(id)
  if (found) return found
  throw notFound(
    'incidents.no-such-maintenance',
    `there is no maintenance "${id}"; GET /api/v1/maintenances lists them`,
  )
}

export function createMaintenance(work: Work, body: Body, caller: Caller): Promise<Maintenance> {
  return work.store.transaction(async () => {
    const created_at = iso(work.clock.now())
    const created_by_id = caller.kind === 'user' ? caller.id : null
    const known = { id: uuid(), created_at, created_by: caller.name, created_by_id, revision: 1 }
    const planned = await plan(work, body, known)
    await work.maintenances.put(planned)
    await work.publish(fact(MaintenanceScheduled, planned.id, shownMaintenance(planned)))
    await audit(work, caller, 'maintenance.planned', { before: null, after: planned })
    return turned(work, planned.id)
  })
}

export function updateMaintenance(
  work: Work,
  { params, body }: Pick<Input<typeof UpdateMaintenance>, 'params' | 'body'>,
  caller: Caller,
): Promise<Maintenance> {
  return work.store.transaction(async () => {
    await turnMaintenances(work)
    const before = await findMaintenance(work, params.id)
    refuseOver(before)
    const { id, created_at, created_by, created_by_id } = before
    const revision = before.revision + 1
    const next = await plan(work, body, { id, created_at, created_by, created_by_id, revision })
    const after = before.status === 'in_progress' ? whileRunning(before, next) : anchored(before, next)
    await work.maintenances.put(after)
    if (after.status === 'in_progress') await work.maintenances.putWindows(after)
    await work.publish(fact(MaintenanceChanged, after.id, shownMaintenance(after)))
    await audit(work, caller, 'maintenance.changed', { before, after })
    return turned(work, id)
  })
}

export function cancelMaintenance(work: Work, id: string, caller: Caller): Promise<null> {
  return work.store.transaction(async () => {
    await turnMaintenances(work)
    const before = await findMaintenance(work, id)
    refuseOver(before)
    await audit(work, caller, 'maintenance.cancelled', { before, after: null })
    if (before.status === 'in_progress') {
      await endMaintenance(work, before, iso(work.clock.now()), { cancelled: true })
      return null
    }
    const cancelled: StoredMaintenance = { ...before, status: 'cancelled', revision: before.revision + 1 }
    await work.maintenances.put(cancelled)
    await work.publish(fact(MaintenanceChanged, id, shownMaintenance(cancelled)))
    return null
  })
}

/** What is due at once begins at once. */
async function turned(work: Work, id: string): Promise<Maintenance> {
  work.agenda.forget()
  await turnMaintenances(work)
  return shownMaintenance(await findMaintenance(work, id))
}

function refuseOver({ id, status }: StoredMaintenance): void {
  if (status === 'scheduled' || status === 'in_progress') return
  throw conflict('incidents.maintenance-over', `maintenance "${id}" is ${status}; plan a new one with POST`)
}

type Known = Pick<StoredMaintenance, 'id' | 'created_at' | 'created_by' | 'created_by_id' | 'revision'>
type Step = { readonly before: StoredMaintenance | null; readonly after: StoredMaintenance | null }

function audit(work: Work, caller: Caller, action: string, { before, after }: Step): Promise<void> {
  const id = (after ?? before)?.id ?? ''
  const facts = (one: StoredMaintenance | null) => one && shownMaintenance(one)
  return recordAudit(work, caller, { action, id, before: facts(before), after: facts(after) })
}

async function plan(work: Work, body: Body, known: Known): Promise<StoredMaintenance> {
  const starts_at = new Date(body.starts_at).toISOString()
  const ends_at = new Date(body.ends_at).toISOString()
  refuseTimes(starts_at, ends_at, iso(work.clock.now()))
  const time_zone = body.time_zone ?? work.timeZone
  if (!isTimeZone(time_zone)) refuse('time_zone', `"${time_zone}" is no time zone; use a name such as Europe/Paris`)
  const affected = await affectedBy(work, body.components ?? [])
  const planned: StoredMaintenance = {
    ...known,
    title: body.title,
    message: body.message ?? null,
    status: 'scheduled',
    components: affected.map(({ id, slug, name }) => ({ id, slug, name })),
    recurrence: body.recurrence ?? null,
    ...{ starts_at, ends_at, time_zone, first_starts_at: starts_at, first_ends_at: ends_at },
  }
  const problem = recurrenceProblem(recurrenceOf(planned))
  if (problem) refuse('recurrence', problem)
  return planned
}

function refuseTimes(starts_at: string, ends_at: string, now: string): void {
  if (ends_at <= starts_at) refuse('ends_at', 'must be after starts_at')
  if (Date.parse(ends_at) - Date.parse(starts_at) > longestMs) refuse('ends_at', 'is more than 31 days after starts_at')
  if (ends_at <= now) refuse('ends_at', 'is over already')
}

function refuse(field: string, message: string): never {
  throw invalid('incidents.bad-maintenance', `${field} ${message}`, { fields: [{ field: `body.${field}`, message }] })
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
  if (changed) {
    const message = `${changed} cannot change while the maintenance runs; cancel it and plan another`
    throw conflict('incidents.maintenance-running', message)
  }
  const { title, message, ends_at, revision } = next
  return { ...before, title, message, ends_at, revision }
}

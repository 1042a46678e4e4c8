import type { ListMaintenanceWindows, MaintenanceWindow } from '../../../contracts/incidents/maintenance.ts'
import { fieldProblem, invalidFields } from '../../../contracts/refusals.ts'
import type { Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import { recurrenceOf, type StoredMaintenance } from './maintenance.ts'
import type { MaintenanceStore } from './maintenance-store.ts'
import { nextWindow } from './recurrence.ts'

const mostDays = 400
const mostWindows = 500
const dayMs = 86_400_000

/** The soonest first. What is planned is computed, what took place is stored. */
export async function listMaintenanceWindows(
  maintenances: MaintenanceStore,
  { query }: Request<typeof ListMaintenanceWindows>,
): Promise<Output<typeof ListMaintenanceWindows>> {
  const from = new Date(query.from).toISOString()
  const to = new Date(query.to).toISOString()
  if (to <= from || Date.parse(to) - Date.parse(from) > mostDays * dayMs) {
    throw invalidFields('incidents.bad-period', [fieldProblem('query.to', 'problem.period', { days: mostDays })])
  }
  const past = await maintenances.windowsBetween({ from, to, limit: mostWindows })
  const planned = (await maintenances.planned(mostWindows)).flatMap(one => windowsOf(one, from, to))
  const known = new Set(planned.map(({ maintenance, starts_at }) => `${maintenance} ${starts_at}`))
  const all = [...past.filter(one => !known.has(`${one.maintenance} ${one.starts_at}`)), ...planned]
  const items = all.sort((a, b) => (a.starts_at < b.starts_at ? -1 : 1)).slice(0, mostWindows)
  return { items, next_cursor: null }
}

function windowsOf(maintenance: StoredMaintenance, from: string, to: string): MaintenanceWindow[] {
  const found: MaintenanceWindow[] = []
  const { id, starts_at, ends_at, recurrence } = maintenance
  let window: { starts_at: string; ends_at: string } | null = { starts_at, ends_at }
  while (window && window.starts_at < to && found.length < mostWindows) {
    if (window.ends_at > from) found.push({ maintenance: id, ...window })
    window = recurrence === null ? null : nextWindow(recurrenceOf(maintenance), window.starts_at)
  }
  return found
}

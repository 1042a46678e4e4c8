import type { Maintenance } from '../../../contracts/incidents/maintenance.ts'
import type { Episode } from '../signals/episode.ts'
import { type MaintenanceWindow, nextWindow, type Recurrence } from './recurrence.ts'

type Outage = Pick<Episode, 'started_at' | 'ended_at'>

/** With the window that its recurrence counts from, and the user who planned it. */
export type StoredMaintenance = Maintenance & {
  readonly first_starts_at: string
  readonly first_ends_at: string
  readonly created_by_id: string | null
}

export function publicMaintenance(maintenance: StoredMaintenance): Maintenance {
  const { first_starts_at: _, first_ends_at: __, created_by_id: ___, ...shown } = maintenance
  return shown
}

export function recurrenceOf(maintenance: StoredMaintenance): Recurrence {
  const { recurrence, time_zone, first_starts_at, first_ends_at } = maintenance
  return { rule: recurrence, time_zone, starts_at: first_starts_at, ends_at: first_ends_at }
}

/** When it begins or ends next; null: never again. */
export function dueAt({ status, starts_at, ends_at }: Pick<Maintenance, 'status' | 'starts_at' | 'ends_at'>) {
  if (status === 'scheduled') return starts_at
  return status === 'in_progress' ? ends_at : null
}

export function begin(maintenance: StoredMaintenance): StoredMaintenance {
  return { ...maintenance, status: 'in_progress', revision: maintenance.revision + 1 }
}

export function finish(maintenance: StoredMaintenance, ends_at: string): StoredMaintenance {
  return { ...maintenance, status: 'completed', ends_at, revision: maintenance.revision + 1 }
}

/** The window after the one it is at; null when that was the last. */
export function planNext(maintenance: StoredMaintenance): StoredMaintenance | null {
  const window = nextWindow(recurrenceOf(maintenance), maintenance.starts_at)
  return window && { ...maintenance, ...window, status: 'scheduled', revision: maintenance.revision + 1 }
}

/** The part of an outage that counts: what began, or was found out, during maintenance begins when that ends. */
export function outside<Trouble extends Pick<Episode, 'started_at' | 'detected_at'>>(
  outage: Trouble,
  windows: readonly MaintenanceWindow[],
): Trouble {
  let { started_at, detected_at } = outage
  const inside = (at: string | null, { starts_at, ends_at }: MaintenanceWindow) =>
    at !== null && starts_at <= at && at < ends_at
  for (const window of windows.toSorted((a, b) => (a.starts_at < b.starts_at ? -1 : 1))) {
    if (inside(detected_at, window)) {
      started_at = window.ends_at
      detected_at = window.ends_at
    } else if (inside(started_at, window)) started_at = window.ends_at
  }
  return { ...outage, started_at, detected_at }
}

/** All of it lies in maintenance, or it does so until now. `rest` is what is left of it `outside`. */
export function isExcused(outage: Outage, rest: Outage, now: string): boolean {
  if (rest.started_at === null || rest.started_at === outage.started_at) return false
  return rest.started_at > now || (rest.ended_at !== null && rest.ended_at <= rest.started_at)
}

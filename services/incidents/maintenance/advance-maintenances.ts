import {
  type Maintenance,
  MaintenanceEnded,
  MaintenanceScheduled,
  MaintenanceStarted,
} from '../../../contracts/maintenance.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { restateAll } from '../components/save-component.ts'
import { isPast } from '../signals/episode.ts'
import { settleEpisode } from '../signals/reconcile-episode.ts'
import type { Work } from '../work.ts'
import { begin, finish, planNext, type StoredMaintenance } from './maintenance.ts'

/** Inside a transaction: begins and ends what is due. What was due while the program was off has taken place too. */
export async function turnMaintenances(work: Work): Promise<void> {
  const now = iso(work.clock.now())
  if (!work.agenda.isDue(now)) return
  for (let due = await work.maintenances.due(now); due; due = await work.maintenances.due(now)) {
    if (due.status === 'scheduled') await beginMaintenance(work, due)
    else await endMaintenance(work, due, due.ends_at)
  }
  const next = await work.maintenances.nextDue()
  work.store.afterCommit(() => work.agenda.plan(next))
}

async function beginMaintenance(work: Work, due: StoredMaintenance): Promise<void> {
  const begun = begin(due)
  await work.maintenances.put(begun)
  await work.maintenances.putWindows(begun)
  await work.publish(fact(MaintenanceStarted, begun.id, shownMaintenance(begun)))
  await restateAll(work, begun, begun.starts_at)
}

/** The window is over; should the maintenance come again, its next window is planned, unless it was cancelled. */
export async function endMaintenance(
  work: Work,
  running: StoredMaintenance,
  at: string,
  { cancelled = false } = {},
): Promise<void> {
  const over = finish(running, at)
  const next = cancelled ? null : planNext(over)
  const ended: StoredMaintenance = cancelled ? { ...over, status: 'cancelled' } : over
  await work.maintenances.putWindows(ended)
  await work.maintenances.put(next ?? ended)
  await work.publish(fact(MaintenanceEnded, ended.id, shownMaintenance(ended)))
  if (next) await work.publish(fact(MaintenanceScheduled, next.id, shownMaintenance(next)))
  await restateAll(work, ended, at)
  await openWhatStillFails(work, ended, at)
}

async function openWhatStillFails(work: Work, { components }: StoredMaintenance, at: string): Promise<void> {
  for (const component of await work.components.named(components.map(({ id }) => id))) {
    if (component.archived) continue
    for (const episode of await work.episodes.waiting(component.id)) {
      const latest = await work.signals.find(episode.signal)
      const past = latest !== undefined && isPast(episode, latest)
      await settleEpisode(work, component, { before: episode, after: episode, at, past })
    }
  }
}

/** What others see of a maintenance. */
export function shownMaintenance({
  first_starts_at: _,
  first_ends_at: __,
  created_by_id: ___,
  ...maintenance
}: StoredMaintenance): Maintenance {
  return maintenance
}

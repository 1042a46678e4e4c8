import { MaintenanceEnded, MaintenanceScheduled, MaintenanceStarted } from '../../../contracts/incidents/maintenance.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import { recomputeStatuses } from '../components/save-component.ts'
import { reconcileEpisode, type Deps as SignalDeps } from '../signals/apply-signal.ts'
import { isPast } from '../signals/episode.ts'
import { begin, finish, planNext, publicMaintenance, type StoredMaintenance } from './maintenance.ts'

export type Deps = SignalDeps & { readonly nextDue: NextDue }

/** When the next maintenance begins or ends, so that asking costs nothing while none does. */
export class NextDue {
  /** null: nothing is planned; undefined: not known. */
  at: string | null | undefined

  isBy(now: string): boolean {
    return this.at === undefined || (this.at !== null && this.at <= now)
  }
}

/** Inside a transaction: begins and ends what is due. What was due while the program was off has taken place too. */
export async function advanceMaintenances(deps: Deps): Promise<void> {
  const now = iso(deps.clock.now())
  if (!deps.nextDue.isBy(now)) return
  for (let due = await deps.maintenances.due(now); due; due = await deps.maintenances.due(now)) {
    const ended = finish(due, due.ends_at)
    if (due.status === 'scheduled') await beginMaintenance(deps, begin(due))
    else await endMaintenance(deps, ended, planNext(ended))
  }
  const next = await deps.maintenances.nextDue()
  deps.store.afterCommit(() => {
    deps.nextDue.at = next
  })
}

async function beginMaintenance(deps: Deps, begun: StoredMaintenance): Promise<void> {
  await deps.maintenances.put(begun)
  await deps.maintenances.putWindows(begun)
  await deps.publish(fact(MaintenanceStarted, begun.id, publicMaintenance(begun)))
  await recomputeStatuses(deps, begun.components, begun.starts_at)
}

/** The window is over; `next` is the one after it, should the maintenance come again. */
export async function endMaintenance(deps: Deps, ended: StoredMaintenance, next: StoredMaintenance | null) {
  await deps.maintenances.putWindows(ended)
  await deps.maintenances.put(next ?? ended)
  await deps.publish(fact(MaintenanceEnded, ended.id, publicMaintenance(ended)))
  if (next) await deps.publish(fact(MaintenanceScheduled, next.id, publicMaintenance(next)))
  await recomputeStatuses(deps, ended.components, ended.ends_at)
  await openWhatStillFails(deps, ended)
}

async function openWhatStillFails(deps: Deps, { components, ends_at: at }: StoredMaintenance): Promise<void> {
  for (const component of await deps.components.named(components.map(({ id }) => id))) {
    if (component.archived) continue
    for (const episode of await deps.episodes.waiting(component.id)) {
      const latest = await deps.signals.find(episode.signal)
      const past = latest !== undefined && isPast(episode, latest)
      await reconcileEpisode(deps, component, { before: episode, after: episode, at, past })
    }
  }
}

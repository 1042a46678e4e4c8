import type { FlagLease } from '../../../contracts/flag-leases.ts'
import { type FlagChange, isFirstReading } from '../../../contracts/flags.ts'
import type { Incident } from '../../../contracts/incidents.ts'
import type { ProviderChanged } from '../../../contracts/providers.ts'
import { type Clock, iso } from '../../../kit/runtime/clock.ts'
import type { EventData } from '../../../kit/service/event.ts'
import { amend, entry } from '../lifecycle/incident.ts'
import { type Deps as SaveDeps, saveIncident } from '../lifecycle/save-incident.ts'
import { type Cause, componentKey, flagName, newCauses, providerKey, suspectedForMs } from './cause.ts'
import { deepest, dependencyCauses, type Deps as FindDeps, flagCauses, isProviderImpaired } from './find-causes.ts'

export type Deps = SaveDeps & FindDeps & { readonly clock: Clock }

/** Providers publish what happened minutes after it did. */
const laterMs = 600_000
/** Trouble is often older than its incident, and the event of a change may come after both. */
const rememberedMs = 3 * suspectedForMs

/** Inside a transaction. */
export async function recordProvider(deps: Deps, changed: EventData<typeof ProviderChanged>): Promise<void> {
  const { id, name, state, since, archived, revision } = changed
  const [known] = await deps.causes.providers([id])
  if (known && known.revision >= revision) return
  await deps.causes.putProvider({ id, name, state, since, archived, revision })
  if (!archived && isProviderImpaired(state)) await suspectDependency(deps, providerKey(id))
}

/** What is in trouble now may be why what depends on it has failed. */
export async function suspectDependency(deps: Deps, key: string): Promise<void> {
  const since = iso(deps.clock.now() - laterMs)
  const seen = new Set<string>()
  let keys = [key]
  for (let depth = 0; depth < deepest && keys.length > 0; depth += 1) {
    const ids = (await deps.causes.dependentsOf(keys)).filter(id => !seen.has(id))
    for (const id of ids) {
      seen.add(id)
      const recent = (await deps.incidents.openOf(id)).filter(({ detected_at }) => detected_at >= since)
      for (const incident of recent) await addCauses(deps, incident, await dependencyCauses(deps, incident))
    }
    keys = (await deps.components.named(ids)).map(({ slug }) => componentKey(slug))
  }
}

/** Inside a transaction. A flag may have been changed just before something that is known already. */
export async function recordFlagChange(deps: Deps, change: FlagChange): Promise<void> {
  const { id, at, actor, component, exposure } = change
  const oldest = deps.clock.now() - rememberedMs
  if (isFirstReading(change) || Date.parse(at) < oldest) return
  await deps.causes.forgetFlagChangesBefore(iso(oldest))
  await deps.causes.addFlagChange({ id, at, name: flagName(change), by: actor.name, component, exposure })
  for (const incident of await deps.incidents.openSince(iso(Date.parse(at)))) {
    await addCauses(deps, incident, await flagCauses(deps, incident))
  }
}

async function addCauses(deps: Deps, incident: Incident, found: readonly Cause[]): Promise<void> {
  const added = newCauses(incident, found)
  if (added.length === 0) return
  const at = iso(deps.clock.now())
  const entries = added.map(({ message }) => entry({ at, kind: 'cause', message }))
  const suspected_causes = [...incident.suspected_causes, ...added]
  await saveIncident(deps, amend(incident, 'updated', { suspected_causes }, entries))
}

/** Inside a transaction. The timeline says what the incident does to a flag, also where somebody has to decide. */
export async function recordFlagLease(deps: Deps, lease: FlagLease): Promise<void> {
  const [incident] = await deps.incidents.byIds([lease.incident_id])
  const message = deps.words.lease[lease.state](flagName(lease), lease.variant, lease.by ?? '')
  if (!incident || message === null) return
  const line = entry({ at: iso(deps.clock.now()), kind: 'flag', message })
  await saveIncident(deps, amend(incident, 'updated', {}, [line]))
}

import type { FlagLease } from '../../../contracts/flag-leases.ts'
import { type FlagChange, isFirstReading } from '../../../contracts/flags.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { amend, entry } from '../lifecycle/incident.ts'
import { saveChanged } from '../lifecycle/save-incident.ts'
import type { Work } from '../work.ts'
import { newCauses } from './cause.ts'
import { flagCauses } from './flag-causes.ts'
import { flagName, knownFlagChange, suspectedForMs } from './flag-change.ts'

/** Trouble is often older than its incident, and news of a change may come after both. */
const rememberedMs = 3 * suspectedForMs

/** A flag was changed: perhaps just before something that is known already. */
export async function hearFlagChange(work: Work, change: FlagChange): Promise<void> {
  const now = work.clock.now()
  if (isFirstReading(change) || Date.parse(change.at) < now - rememberedMs) return
  await work.flagChanges.forgetBefore(iso(now - rememberedMs))
  await work.flagChanges.keep(knownFlagChange(change))
  for (const incident of await work.incidents.openSince(iso(Date.parse(change.at)))) {
    const added = newCauses(incident, await flagCauses(work, incident))
    if (added.length === 0) continue
    const lines = added.map(({ message }) => entry({ at: iso(now), kind: 'cause', message }))
    const suspected_causes = [...incident.suspected_causes, ...added]
    await saveChanged(work, amend(incident, 'updated', { suspected_causes }, lines), incident)
  }
}

/** What the incident makes of a flag stands in its timeline; where somebody has to decide, that too. */
export async function hearFlagLease(work: Work, lease: FlagLease): Promise<void> {
  const [incident] = await work.incidents.byIds([lease.incident_id])
  if (!incident) return
  const message = work.words.lease[lease.state](flagName(lease), lease.variant, lease.by ?? '')
  if (message === null) return
  const line = entry({ at: iso(work.clock.now()), kind: 'flag', message })
  await saveChanged(work, amend(incident, 'updated', {}, [line]), incident)
}

import type { FlagDefinition } from '../../../contracts/flags.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { invalid } from '../../../kit/service/errors.ts'
import type { StoredFlag } from '../definitions/flag.ts'
import { definitionIn } from '../definitions/read-body.ts'
import { recordAudit } from '../governance/record-audit.ts'
import type { Work } from '../work.ts'
import type { Begun, PlannedChange } from './rollout.ts'
import type { StoredSchedule } from './schedule.ts'

/** What the flag would be; throws when it is nothing, or cannot be kept. */
export function plannedDefinition(flag: StoredFlag, change: PlannedChange['change']): FlagDefinition {
  if (Object.keys(change).length === 0) {
    const fields = [{ field: 'body.change', message: 'must say what is changed' }]
    throw invalid('flags.nothing-planned', 'change must say what is changed', { fields })
  }
  return definitionIn({ ...flag.definition, ...change }, 'change')
}

/** In the running transaction. */
export async function planChange(
  work: Work,
  flag: StoredFlag,
  { at: given, change, reason }: PlannedChange,
  { actor, why }: Begun,
): Promise<StoredSchedule> {
  plannedDefinition(flag, change)
  const at = iso(Date.parse(given))
  const { project, environment, key } = flag
  const made = { id: work.newId(), project, environment, key, state: 'pending' as const, next_at: at, at }
  const schedule = { ...made, change, by: actor.name, reason: reason ?? null, error: null }
  await work.schedules.put(schedule)
  await recordAudit(work, actor, {
    ...{ action: 'flag.planned', id: `${project}/${environment}/${key}` },
    ...{ before: null, after: { at, change, ...why } },
  })
  return schedule
}

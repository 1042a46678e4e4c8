import { say } from '../../../contracts/messages/words.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { StoredRun } from '../runs/run-store.ts'
import type { StoredOccurrence } from './schedule-store.ts'
import type { SettleDeps } from './settle-schedule.ts'
import { type TellDeps, tellRecovery, tellTrouble } from './tell-schedule.ts'

type Ended = Pick<StoredRun, 'state' | 'reference' | 'reason'>

/** In the commit of what came of its run. */
export async function endOccurrence(deps: TellDeps, { state, reference, reason }: Ended): Promise<void> {
  const [schedule = '', due_at = ''] = reference?.split('@') ?? []
  const occurrence = await deps.schedules.occurrence(schedule, due_at)
  if (!occurrence) return
  const over = { open: false, deadline: null }
  if (state === 'failed') {
    await deps.schedules.change(occurrence, { ...over, state: 'failed', reason })
    if (reason) await tellTrouble(deps, schedule, due_at, reason)
  } else if (state === 'succeeded') {
    // Given up, and run again by somebody: it has come after all.
    const recovered = occurrence.state === 'failed' ? ({ state: 'caught_up', reason: null } as const) : {}
    await deps.schedules.change(occurrence, { ...over, ...recovered })
    await tellRecovery(deps, schedule, due_at)
  } else {
    await deps.schedules.change(occurrence, { ...over, reason })
  }
}

/** In a transaction: it should have succeeded by now. It is told once; its run goes on. */
export async function tellOverdue(deps: SettleDeps, occurrence: StoredOccurrence): Promise<void> {
  const run = occurrence.run_id === null ? undefined : await deps.stored.find(occurrence.run_id)
  await deps.schedules.change(occurrence, { deadline: null })
  const reason =
    run?.state === 'running' ? say('functions.too-long', { since: { at: run.started_at } }) : say('functions.overdue')
  await tellTrouble(deps, occurrence.schedule, occurrence.due_at, reason)
}

/** In a transaction, for all that should have succeeded by now. */
export async function tellAllOverdue(deps: SettleDeps, atOnce: number): Promise<number> {
  const overdue = await deps.schedules.overdue(iso(deps.clock.now()), atOnce)
  for (const occurrence of overdue) await tellOverdue(deps, occurrence)
  return overdue.length
}

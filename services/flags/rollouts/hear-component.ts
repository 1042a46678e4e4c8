import type { ComponentChanged } from '../../../contracts/incidents.ts'
import type { EventData } from '../../../kit/event.ts'
import type { Work } from '../work.ts'
import { moveRamp } from './run-rollouts.ts'

/** A component is in trouble, or well again: ramps that look at it stop, go back or go on. */
export async function hearComponent(work: Work, component: EventData<typeof ComponentChanged>): Promise<void> {
  const { id, slug, status, archived, revision } = component
  if (!(await work.components.put({ id, slug, status, archived, revision }))) return
  for (const ramp of await work.ramps.inState(['running', 'paused'])) {
    if (ramp.guard?.components.includes(slug)) await moveRamp(work, ramp)
  }
  work.store.afterCommit(() => work.agenda.set('rollouts', 0))
}

import { type Message, say } from '../../../contracts/messages/words.ts'
import type { Made } from '../deps.ts'
import { newEpisode, publishSignal } from '../signals/publish-signal.ts'
import type { ScheduleStore } from './schedule-store.ts'

export type TellDeps = Pick<Made, 'publish' | 'clock'> & { readonly schedules: ScheduleStore }

/** In a transaction: it did not run as it should. What is told already is not told again, but a later success has to end it. */
export async function tellTrouble(deps: TellDeps, id: string, due_at: string, reason: Message): Promise<void> {
  const schedule = await deps.schedules.find(id)
  if (!schedule) return
  const { trouble, definition } = schedule
  if (trouble) {
    const later = { ...trouble, due_at: due_at > trouble.due_at ? due_at : trouble.due_at }
    return deps.schedules.tell(id, later, schedule.sequence)
  }
  const begun = newEpisode(deps.clock)
  const sequence = schedule.sequence + 1
  await deps.schedules.tell(id, { ...begun, due_at }, sequence)
  const summary = say('functions.schedule-trouble', { schedule: id, due_at: { at: due_at }, reason })
  const { component } = definition
  await publishSignal(deps, { ...begun, signal: `schedule:${id}`, component, sequence, state: 'degraded', summary })
}

/** In a transaction: what was due then has succeeded; left out: the schedule is not expected any more. */
export async function tellRecovery(deps: TellDeps, id: string, due_at?: string): Promise<void> {
  const schedule = await deps.schedules.find(id)
  if (!schedule?.trouble || (due_at !== undefined && due_at < schedule.trouble.due_at)) return
  const sequence = schedule.sequence + 1
  await deps.schedules.tell(id, null, sequence)
  const summary =
    due_at === undefined
      ? say('functions.schedule-ended', { schedule: id })
      : say('functions.schedule-well', { schedule: id })
  const { episode, since } = schedule.trouble
  const { component } = schedule.definition
  await publishSignal(deps, { episode, since, signal: `schedule:${id}`, component, sequence, state: 'up', summary })
}

import { v7 as uuid } from 'uuid'
import { type Signal, SignalChanged } from '../../../contracts/incidents/signal.ts'
import { inEnglish, type Message, say } from '../../../contracts/messages/words.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { fact } from '../../../kit/service/event.ts'
import type { Made } from '../deps.ts'
import type { Definition } from './schedule-definition.ts'
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
  const now = iso(deps.clock.now())
  const begun = { episode: uuid(), since: now, due_at }
  const sequence = schedule.sequence + 1
  await deps.schedules.tell(id, begun, sequence)
  const summary = say('functions.schedule-trouble', { schedule: id, due_at: { at: due_at }, reason })
  await publish(deps, definition, { ...begun, sequence, state: 'degraded', summary, now })
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
  const now = iso(deps.clock.now())
  await publish(deps, schedule.definition, { ...schedule.trouble, sequence, state: 'up', summary, now })
}

type Told = {
  readonly episode: string
  readonly since: string
  readonly sequence: number
  readonly state: 'degraded' | 'up'
  readonly summary: Message
  readonly now: string
}

async function publish(deps: TellDeps, { id, component }: Definition, told: Told): Promise<void> {
  const { episode, since, sequence, state, summary, now } = told
  const signal: Signal = {
    signal: `schedule:${id}`,
    episode,
    sequence,
    component,
    state,
    impact: state === 'up' ? 'none' : 'minor',
    summary: inEnglish(summary),
    summary_i18n: summary,
    evidence: { level: 'certain', source: 'functions' },
    started_at: since,
    detected_at: since,
    observed_at: now,
    flapping: false,
  }
  await deps.publish(fact(SignalChanged, signal.signal, signal))
}

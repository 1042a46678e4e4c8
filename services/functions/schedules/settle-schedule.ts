import { type Message, say } from '../../../contracts/messages/words.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Made } from '../deps.ts'
import { derivedRunId } from '../runs/run-id.ts'
import { inputOf } from '../runs/run-input.ts'
import { cronTopic } from '../stack/schedules.ts'
import { jitterOf } from './jitter.ts'
import type { Judged } from './judge-times.ts'
import type { Definition } from './schedule-definition.ts'
import type { ScheduleStore, StoredOccurrence } from './schedule-store.ts'
import { type TellDeps, tellTrouble } from './tell-schedule.ts'

export type SettleDeps = TellDeps & {
  readonly schedules: ScheduleStore
  readonly runs: Pick<Made['runs'], 'accept' | 'cancel'>
  readonly stored: Pick<Made['stored'], 'find'>
}

/** In a transaction: a row for each of these times, and the runs that they start. `open`: what the schedule has started before. */
export async function settleTimes(
  deps: SettleDeps,
  definition: Definition,
  times: readonly Judged[],
  open: readonly StoredOccurrence[],
): Promise<void> {
  const running = [...open]
  const unrun = times.filter(({ reason }) => reason !== null)
  await deps.schedules.add(unrun.map(({ due, state, reason }) => rowOf(definition, due, { state, reason })))
  for (const { due, state, reason } of times) {
    if (reason !== null) continue
    const isMadeUpFor = isEachMadeUpFor(definition, state)
    const overlap = isMadeUpFor ? undefined : obstacleOf(definition, running.length)
    if (overlap) await deps.schedules.add([rowOf(definition, due, { state: 'skipped', reason: overlap })])
    else await start(deps, definition, { due, state, running })
  }
  await tellMissed(deps, definition, times)
}

/** Then one run comes after the other, however many there are. */
const isEachMadeUpFor = ({ catch_up }: Definition, state: StoredOccurrence['state']): boolean =>
  catch_up === 'all' && state !== 'on_time'

/** Why it does not run beside what runs already. Of those that wait for their turn there is one. */
function obstacleOf({ overlap }: Definition, running: number): Message | undefined {
  if (overlap === 'skip' && running > 0) return say('functions.skipped-overlap')
  return overlap === 'queue' && running > 1 ? say('functions.skipped-queue') : undefined
}

type Starting = Pick<Judged, 'due' | 'state'> & { readonly running: StoredOccurrence[] }

async function start(deps: SettleDeps, definition: Definition, { due, state, running }: Starting): Promise<void> {
  const { id, overlap, grace_ms, function: name } = definition
  const [due_at, starts] = [iso(due), due + jitterOf(definition, due)]
  const run_id = derivedRunId(due, id)
  const begins = Math.max(starts, deps.clock.now())
  const row = rowOf(definition, due, { state, run_id, open: true, deadline: iso(begins + grace_ms) })
  if (!(await deps.schedules.addRun(row))) return
  const isMadeUpFor = isEachMadeUpFor(definition, state)
  if (overlap === 'cancel' && !isMadeUpFor) for (const one of running.splice(0)) await cancel(deps, one)
  running.push(row)
  await deps.runs.accept({
    id: run_id,
    function: name,
    trigger: 'schedule',
    input: inputOf('', { 'x-topic': cronTopic, 'x-due-at': due_at }),
    reference: referenceOf(row),
    due_at: starts,
    ...(overlap === 'queue' || (isMadeUpFor && overlap !== 'allow') ? { key: `schedule ${id}` } : {}),
  })
}

async function cancel({ stored, runs }: SettleDeps, { run_id }: StoredOccurrence): Promise<void> {
  const run = run_id === null ? undefined : await stored.find(run_id)
  if (run) await runs.cancel(run)
}

/** What was missed, or is made up for later than its grace, is told; only what runs now can end it. */
async function tellMissed(deps: SettleDeps, { id }: Definition, times: readonly Judged[]): Promise<void> {
  const worst = times.findLast(({ state }) => state === 'missed' || state === 'caught_up')
  if (worst) await tellTrouble(deps, id, iso(worst.due), worst.reason ?? say('functions.caught-up'))
}

export const referenceOf = ({ schedule, due_at }: Pick<StoredOccurrence, 'schedule' | 'due_at'>): string =>
  `${schedule}@${due_at}`

type Part = Pick<StoredOccurrence, 'state'> & Partial<Pick<StoredOccurrence, 'run_id' | 'reason' | 'open' | 'deadline'>>

const rowOf = ({ id }: Definition, due: number, part: Part): StoredOccurrence => ({
  schedule: id,
  due_at: iso(due),
  run_id: null,
  reason: null,
  open: false,
  deadline: null,
  ...part,
})

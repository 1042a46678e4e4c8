import { v7 as uuid } from 'uuid'
import type { Jobs } from '../jobs/jobs.ts'
import { pruneMessages } from '../messaging/prune.ts'
import { type Clock, iso } from '../runtime/clock.ts'
import type { Log } from '../runtime/log.ts'
import type { Started } from '../service/service.ts'
import type { Store } from '../store/store.ts'
import { RunStore } from './run-store.ts'
import { periodically, type RunningSchedule } from './schedule.ts'
import { startSchedule } from './start-schedule.ts'

type Scheduled = {
  readonly service: { readonly name: string }
  readonly started: Started
  readonly store: Store
  readonly jobs: Jobs
}
type Surroundings = { readonly clock: Clock; readonly log: Log; readonly ending: AsyncDisposableStack }

/** Like delivered messages, so that what was given up can be looked into for as long. */
const deadLettersMs = 90 * 86_400_000

/** What the service does again and again, and what is done for every service. `listeners`: of its events. */
export function startSchedules(
  { service, started, store, jobs }: Scheduled,
  listeners: readonly string[],
  { clock, log, ending }: Surroundings,
): RunningSchedule[] {
  const runs = new RunStore(store, clock, uuid())
  const prune = periodically(3_600_000, 'prune the outbox', async () => {
    await pruneMessages(store, listeners, clock.now())
    await store.relaxed(() => jobs.stored.prune(iso(clock.now() - deadLettersMs)))
  })
  const parts = { clock, log: log.child({ service: service.name }), runs }
  return [prune, ...(started.schedules ?? [])].map(schedule =>
    ending.adopt(startSchedule(schedule, parts), running => running.stop()),
  )
}

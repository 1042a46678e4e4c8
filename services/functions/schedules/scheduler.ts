import { say } from '../../../contracts/messages/words.ts'
import type { Timer } from '../../../kit/runtime/clock.ts'
import type { Log } from '../../../kit/runtime/log.ts'
import { turnOfOthersWhenLong } from '../../../kit/runtime/loop-turns.ts'
import { CronTimes } from '../../../kit/schedule/cron-times.ts'
import { StoreFailure } from '../../../kit/store/failure.ts'
import { inPages } from '../../../kit/store/in-pages.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { Functions } from '../runners/functions.ts'
import { tellAllOverdue } from './end-occurrence.ts'
import { type Judged, judge } from './judge-times.ts'
import { keptOccurrencesMs } from './prune-occurrences.ts'
import type { Definition } from './schedule-definition.ts'
import type { StoredSchedule } from './schedule-store.ts'
import { type SettleDeps, settleTimes } from './settle-schedule.ts'
import { tellRecovery } from './tell-schedule.ts'

export type SchedulerDeps = SettleDeps & {
  readonly store: Store
  readonly functions: Pick<Functions, 'get'>
  readonly log: Pick<Log, 'error'>
}

/** A schedule as it runs in this process. */
type Planned = {
  readonly definition: Definition
  readonly cron: CronTimes | undefined
  /** Every time up to this one has its row. */
  until: number
  /** The first one after that. */
  next: number
}

const never = Number.POSITIVE_INFINITY
const storeRetryMs = 1_000
/** What a wake-up missed is found this often. */
const netMs = 3_600_000
/** Rows written in one transaction, of one schedule that was away; and schedules that are due together. */
const timesAtOnce = 500
const schedulesAtOnce = 50
const loadedAtOnce = 500

/** Runs what is due, with one timer for all schedules, and sees to it that each time has exactly one row. */
export class Scheduler {
  readonly #deps: SchedulerDeps
  readonly #planned = new Map<string, Planned>()
  readonly #forgetJumps: () => void
  #wanted: readonly Definition[] | undefined
  #loaded = false
  #begun = false
  #timer: Timer | undefined
  /** One after the other: what is due, and another stack. */
  #turn: Promise<unknown> = Promise.resolve()
  #stopped = false

  constructor(deps: SchedulerDeps) {
    this.#deps = deps
    this.#forgetJumps = deps.clock.onJump(() => this.#arm(0))
  }

  /** From now on these. What was due before counts as it was planned then. */
  async use(definitions: readonly Definition[]): Promise<void> {
    this.#wanted = definitions
    this.#begun = true
    await this.#work()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#forgetJumps()
    this.#timer?.cancel()
    await this.#turn
  }

  #arm(ms: number): void {
    this.#timer?.cancel()
    if (this.#stopped || !this.#begun) return
    this.#timer = this.#deps.clock.after(Math.max(0, Math.ceil(Math.min(netMs, ms))), () => this.#work())
  }

  #work(): Promise<void> {
    const turn = this.#turn.then(async () => {
      if (!this.#stopped) this.#arm(await this.#settleAll())
    })
    this.#turn = turn
    return turn
  }

  /** Answers how long there is nothing to do. */
  async #settleAll(): Promise<number> {
    const { clock, log, schedules } = this.#deps
    try {
      if (!this.#loaded) await this.#load()
      await this.#settleDue()
      if (this.#wanted) await this.#replan(this.#wanted)
      await this.#watch()
      const deadline = await schedules.nextDeadline()
      const next = [...this.#planned.values()].reduce((first, one) => Math.min(first, one.next), never)
      return Math.min(next, deadline === undefined ? never : Date.parse(deadline)) - clock.now()
    } catch (thrown) {
      // That nothing can be stored is said once for all, by whoever watches over the stores.
      if (!(thrown instanceof StoreFailure)) log.error({ err: thrown }, 'schedules of functions failed')
      return storeRetryMs
    }
  }

  async #load(): Promise<void> {
    const { schedules, clock } = this.#deps
    const oldest = clock.now() - keptOccurrencesMs
    for await (const page of inPages<StoredSchedule>(after => schedules.behind(after?.id, loadedAtOnce)))
      for (const { id, definition, settled_until } of page)
        this.#planned.set(id, plannedFrom(definition, Math.max(settled_until, oldest)))
    this.#loaded = true
  }

  async #settleDue(): Promise<void> {
    for (;;) {
      const now = this.#deps.clock.now()
      const all = [...this.#planned.values()]
      // Of a clock that was set back, the same times come again: what has run does not, what has not does.
      for (const planned of all) if (planned.until > now) Object.assign(planned, plannedFrom(planned.definition, now))
      const due = all.filter(({ next }) => next <= now).slice(0, schedulesAtOnce)
      if (due.length === 0 || this.#stopped) return
      await this.#settle(due, now)
      await turnOfOthersWhenLong()
    }
  }

  async #settle(due: readonly Planned[], now: number): Promise<void> {
    const { store, schedules, functions } = this.#deps
    const settled = due.map(planned => ({ planned, ...timesOf(planned, now) }))
    await store.transaction(async () => {
      const exclusive = due.filter(({ definition }) => definition.overlap !== 'allow')
      const open = await schedules.open(exclusive.map(({ definition }) => definition.id))
      for (const { planned, times, last } of settled) {
        const { definition } = planned
        const isThere = functions.get(definition.function) !== undefined
        const judged = times.map(time => (isThere ? judge(definition, time, now, last) : gone(time)))
        await settleTimes(
          this.#deps,
          definition,
          judged,
          open.filter(({ schedule }) => schedule === definition.id),
        )
      }
      await schedules.plan(settled.map(({ planned, until }) => rowOf(planned.definition, until)))
    })
    for (const { planned, until, next } of settled) Object.assign(planned, { until, next })
  }

  async #replan(wanted: readonly Definition[]): Promise<void> {
    const { store, schedules, clock } = this.#deps
    const now = clock.now()
    const names = new Set(wanted.map(({ id }) => id))
    const left = [...this.#planned.values()].flatMap(({ definition }) =>
      names.has(definition.id) ? [] : { ...definition, reason: say('functions.schedule-gone') },
    )
    const changed = [...wanted, ...left].filter(one => !isSame(one, this.#planned.get(one.id)?.definition))
    await store.transaction(async () => {
      await schedules.plan(changed.map(definition => rowOf(definition, now)))
      for (const { id, reason } of changed) if (reason) await tellRecovery(this.#deps, id)
    })
    for (const definition of changed) this.#planned.set(definition.id, plannedFrom(definition, now))
    if (this.#wanted === wanted) this.#wanted = undefined
  }

  async #watch(): Promise<void> {
    const { store, schedules, clock } = this.#deps
    const deadline = await schedules.nextDeadline()
    if (deadline === undefined || Date.parse(deadline) > clock.now()) return
    while ((await store.transaction(() => tellAllOverdue(this.#deps, timesAtOnce))) > 0) await turnOfOthersWhenLong()
  }
}

/** `last` is left out while there are more of them than can be settled at once. */
function timesOf({ cron, next: first, until }: Planned, now: number) {
  const times: number[] = []
  let next = first
  while (next <= now && times.length < timesAtOnce) {
    times.push(next)
    next = cron?.after(next) ?? never
  }
  const isAll = next > now
  return {
    times,
    next,
    until: isAll ? Math.max(now, until) : (times.at(-1) ?? until),
    last: isAll ? times.at(-1) : undefined,
  }
}

const gone = (due: number): Judged => ({ due, state: 'missed', reason: say('functions.missed-gone') })

const rowOf = (definition: Definition, settled_until: number) => ({ id: definition.id, definition, settled_until })

function plannedFrom(definition: Definition, until: number): Planned {
  const cron = definition.reason === null ? new CronTimes(definition) : undefined
  return { definition, cron, until, next: cron?.after(until) ?? never }
}

const isSame = (one: Definition, other: Definition | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

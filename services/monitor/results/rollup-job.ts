import type { Rollup } from '../../../contracts/monitor/monitor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { turnOfOthers } from '../../../kit/runtime/loop-turns.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { DefinedCheck } from '../definitions/check.ts'
import type { CheckRegistry } from '../definitions/check-registry.ts'
import type { StoredResult } from './result-buffer.ts'
import type { ResultJournal } from './result-journal.ts'
import { deleteChunks, deleteRollups, readCheckpoint, saveRollups, writeCheckpoint } from './result-store.ts'
import { rollUp, rollupSteps, startOf, stepMs } from './rollup.ts'

type Deps = Pick<Context, 'store' | 'clock'> & {
  readonly journal: ResultJournal
  readonly registry: Pick<CheckRegistry, 'stored' | 'monitoring'>
}

/** A day is rolled up when even late results of it are in; the working day may begin. */
const afterDayMs = 600_000
const hourMs = stepMs.hour
/** After a long absence only so many days are caught up on. */
const mostDays = 31

/**
 * Once a day, check by check: what the results of a day come to per minute, hour and day; then what has become too old is
 * deleted. In small steps, so that no probe waits for it.
 */
export class RollupJob {
  readonly #deps: Deps
  #stopped = false

  constructor(deps: Deps) {
    this.#deps = deps
  }

  stop(): void {
    this.#stopped = true
  }

  async run(): Promise<void> {
    const { store, clock } = this.#deps
    const last = startOf('day', clock.now() - afterDayMs) - stepMs.day
    const rolled = await readCheckpoint(store, 'rolled')
    const earliest = last - mostDays * stepMs.day
    const first = rolled === null ? last : Math.max(earliest, Date.parse(rolled) + stepMs.day)
    for (let day = first; day <= last; day += stepMs.day) {
      for (const check of this.#deps.registry.stored()) {
        if (this.#stopped) return
        if (this.#hasResults(check, day)) await this.#rollDay(check.number, day)
      }
      await store.relaxed(() => writeCheckpoint(store, 'rolled', iso(day)))
    }
  }

  /** An archived check has none of that day, but it may have older ones that are due to go. */
  #hasResults({ archived_at }: DefinedCheck, day: number): boolean {
    const { keep_raw, keep_minutes, keep_hours } = this.#deps.registry.monitoring
    const kept = Math.max(keep_raw, keep_minutes, keep_hours) * 1000
    return archived_at === null || Date.parse(archived_at) + kept + stepMs.day >= day
  }

  async #rollDay(check: number, day: number): Promise<void> {
    const { store, journal, clock, registry } = this.#deps
    const minutes: Rollup[] = []
    const results: StoredResult[] = []
    for (let from = day; from < day + stepMs.day; from += hourMs) {
      const ofHour = await journal.read({ check, from, before: from + hourMs })
      for (const rollup of rollUp(ofHour, 'minute')) minutes.push(rollup)
      for (const result of ofHour) results.push(result)
      await turnOfOthers()
    }
    const { keep_raw, keep_minutes, keep_hours } = registry.monitoring
    const now = clock.now()
    await store.relaxed(async () => {
      if (results.length > 0) {
        for (const step of rollupSteps) {
          const rollups = step === 'minute' ? minutes : rollUp(results, step)
          await saveRollups(store, { check, step, from: day }, rollups)
        }
      }
      await deleteChunks(store, check, Math.min(day + stepMs.day, now - keep_raw * 1000))
      await deleteRollups(store, { check, step: 'minute', before: now - keep_minutes * 1000 })
      await deleteRollups(store, { check, step: 'hour', before: now - keep_hours * 1000 })
    })
    await turnOfOthers()
  }
}

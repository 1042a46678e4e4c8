import { reasonFields } from '../../../contracts/messages/words.ts'
import type { Result, Rollup, RollupStep } from '../../../contracts/monitor/monitor.ts'
import { cursorOf, type Page, pagesOf } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { StoredResult } from './result-buffer.ts'
import type { ResultJournal } from './result-journal.ts'
import { readRollups } from './result-store.ts'
import { rollUp, startOf, stepMs } from './rollup.ts'

type Deps = Pick<Context, 'store' | 'clock'> & { readonly journal: ResultJournal }

type ResultQuery = {
  readonly from?: string
  readonly to?: string
  readonly limit?: number
  readonly cursor?: string
}

export function presentResult({ at, state, reason, http_status, response_ms, phases }: StoredResult): Result {
  return { at: iso(at), state, ...reasonFields(reason), http_status, response_ms, phases }
}

/** Times are compared as text, which has four digits for the year. */
const latest = Date.UTC(9999, 11, 31)

const resultPages = pagesOf(cursorOf('monitor.results', 'number'), ({ at }: StoredResult) => at)

/** Newest first. */
export async function listResults(
  { journal }: Pick<Deps, 'journal'>,
  check: number,
  { from, to, ...query }: ResultQuery,
): Promise<Page<Result>> {
  const since = from === undefined ? 0 : Date.parse(from)
  const until = to === undefined ? latest : Date.parse(to) + 1
  const { items, next_cursor } = await resultPages(query, ({ after = latest, limit }) =>
    journal.read({ check, from: since, before: Math.min(after, until), limit }),
  )
  return { items: items.map(presentResult), next_cursor }
}

const rollupPages = pagesOf(cursorOf('monitor.rollups', 'number'), ({ at }: Rollup) => Date.parse(at))

/** Newest first. What is not rolled up yet is counted from the results themselves. */
export function listRollups(
  deps: Deps,
  check: number,
  { step, from, to, ...query }: ResultQuery & { readonly step: RollupStep },
): Promise<Page<Rollup>> {
  const begin = from === undefined ? 0 : startOf(step, Date.parse(from))
  const until = to === undefined ? deps.clock.now() : Date.parse(to) + 1
  return rollupPages(query, ({ after = latest, limit }) =>
    rollupsBetween(deps, { check, step, begin, end: Math.min(after, until), limit }),
  )
}

type Between = {
  readonly check: number
  readonly step: RollupStep
  readonly begin: number
  readonly end: number
  readonly limit: number
}

async function rollupsBetween({ store, journal }: Deps, { check, step, begin, end, limit }: Between) {
  const size = stepMs[step]
  const within = ({ at }: Rollup) => Date.parse(at) >= begin && Date.parse(at) < end
  const days = Math.ceil((limit * size) / stepMs.day) + 1
  const range = { check, step, from: startOf('day', begin), before: end }
  const stored = (await readRollups(store, range, days)).filter(within)
  const newest = stored[0] === undefined ? begin : startOf('day', Date.parse(stored[0].at)) + stepMs.day
  // At most two days are not rolled up, and a page needs no more than its own length of them.
  const raw = Math.max(begin, newest, startOf(step, Math.max(0, end - Math.max(2 * stepMs.day, limit * size))))
  const fresh = raw < end ? rollUp(await journal.read({ check, from: raw, before: end }), step).filter(within) : []
  return [...fresh.reverse(), ...stored].slice(0, limit)
}

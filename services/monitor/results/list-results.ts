import { inEnglish } from '../../../contracts/messages/words.ts'
import type { Result, Rollup, RollupStep } from '../../../contracts/monitor/monitor.ts'
import type { Message } from '../../../kit/messages/message.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { invalid } from '../../../kit/service/errors.ts'
import type { Context } from '../../../kit/service/service.ts'
import type { StoredResult } from './result-buffer.ts'
import type { ResultJournal } from './result-journal.ts'
import { readRollups } from './result-store.ts'
import { rollUp, startOf, stepMs } from './rollup.ts'

export type Page<Item> = { items: Item[]; next_cursor: string | null }

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

export const reasonFields = (reason: Message | null) => ({ reason: reason && inEnglish(reason), reason_i18n: reason })

/** Times are compared as text, which has four digits for the year. */
const latest = Date.UTC(9999, 11, 31)

/** Newest first; the cursor is the time of the last one. */
export async function listResults(
  { journal }: Pick<Deps, 'journal'>,
  check: number,
  { from, to, limit = 50, cursor }: ResultQuery,
): Promise<Page<Result>> {
  const results = await journal.read({
    check,
    from: from === undefined ? 0 : Date.parse(from),
    before: Math.min(cursor === undefined ? latest : timeOf(cursor), to === undefined ? latest : Date.parse(to) + 1),
    limit,
  })
  const last = results.at(-1)
  return {
    items: results.map(presentResult),
    next_cursor: last && results.length >= limit ? String(last.at) : null,
  }
}

function timeOf(cursor: string): number {
  const at = Number(cursor)
  if (!/^\d+$/.test(cursor) || at > latest) {
    throw invalid('monitor.bad-cursor', 'pass next_cursor of the page before, as it is', {
      fields: [{ field: 'query.cursor', message: 'is not a cursor of this list' }],
    })
  }
  return at
}

/** Newest first. What is not rolled up yet is counted from the results themselves. */
export async function listRollups(
  { store, journal, clock }: Deps,
  check: number,
  { step, from, to, limit = 50, cursor }: ResultQuery & { readonly step: RollupStep },
): Promise<Page<Rollup>> {
  const size = stepMs[step]
  const end = Math.min(
    cursor === undefined ? latest : timeOf(cursor),
    to === undefined ? clock.now() : Date.parse(to) + 1,
  )
  const begin = from === undefined ? 0 : startOf(step, Date.parse(from))
  const within = ({ at }: Rollup) => Date.parse(at) >= begin && Date.parse(at) < end
  const days = Math.ceil((limit * size) / stepMs.day) + 1
  const range = { check, step, from: startOf('day', begin), before: end }
  const stored = (await readRollups(store, range, days)).filter(within)
  const newest = stored[0] === undefined ? begin : startOf('day', Date.parse(stored[0].at)) + stepMs.day
  // At most two days are not rolled up, and a page needs no more than its own length of them.
  const raw = Math.max(begin, newest, startOf(step, Math.max(0, end - Math.max(2 * stepMs.day, limit * size))))
  const fresh = raw < end ? rollUp(await journal.read({ check, from: raw, before: end }), step).filter(within) : []
  const items = [...fresh.reverse(), ...stored].slice(0, limit)
  const last = items.at(-1)
  return { items, next_cursor: last && items.length === limit ? String(Date.parse(last.at)) : null }
}

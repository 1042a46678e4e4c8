import type { Clock } from '../../../kit/runtime/clock.ts'
import { silentLog } from '../../../kit/runtime/log.ts'
import { notFound } from '../../../kit/service/errors.ts'
import type { Store } from '../../../kit/store/store.ts'
import { readChecks } from '../definitions/check-store.ts'
import type { StoredResult } from '../results/result-columns.ts'
import { loadJournal, ResultJournal } from '../results/result-journal.ts'
import { stepMs } from '../results/rollup.ts'
import { type Alert, type ReplayRule, replay } from './replay.ts'

export type ReplayRange = { readonly from: number; readonly before: number }
export type Replayed = { readonly name: string; readonly results: number; readonly alerts: readonly Alert[] }

/** Tries a rule on the stored results of a check, beside a running program or without one. */
export async function replayCheck(
  { store, clock }: { store: Store; clock: Clock },
  idOrSlug: string,
  rule: ReplayRule,
  { from, before }: ReplayRange,
): Promise<Replayed> {
  const checks = await readChecks(store)
  const check = checks.findLast(({ id, slug, definition }) => [id, slug, definition.name].includes(idOrSlug))
  if (!check) {
    const names = checks.filter(({ archived_at }) => archived_at === null).map(({ slug }) => slug)
    throw notFound('monitor.no-such-check', `there is no check "${idOrSlug}"; there are ${names.join(', ') || 'none'}`)
  }
  const journal = new ResultJournal({ store, clock, log: silentLog() }, await loadJournal(store, clock.now()))
  const results: StoredResult[] = []
  for (let start = from; start < before; start += stepMs.day) {
    const until = Math.min(before, start + stepMs.day)
    results.push(...(await journal.read({ check: check.number, from: start, before: until })).reverse())
  }
  return { name: check.definition.name, results: results.length, alerts: replay({ results, rule }).alerts }
}

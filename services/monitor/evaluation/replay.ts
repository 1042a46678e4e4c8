import { say } from '../../../contracts/messages/words.ts'
import { listed, notFound } from '../../../contracts/refusals.ts'
import type { Message } from '../../../kit/messages/message.ts'
import type { Clock } from '../../../kit/runtime/clock.ts'
import { silentLog } from '../../../kit/runtime/log.ts'
import type { Store } from '../../../kit/store/store.ts'
import { readChecks } from '../definitions/check-store.ts'
import type { StoredResult } from '../results/result-buffer.ts'
import { loadJournal, ResultJournal } from '../results/result-journal.ts'
import { stepMs } from '../results/rollup.ts'
import { confirmChange, countResult, newCheckState, noRuns, proposedChange, type Rule } from './check-state.ts'

export type ReplayRule = Rule & {
  /** An answer slower than this counts as degraded, than that as down; milliseconds. */
  readonly degraded_above_ms?: number
  readonly down_above_ms?: number
}

/** An outage that would have been published. Epoch milliseconds; null while it would still be open. */
export type Alert = {
  readonly state: 'degraded' | 'down'
  readonly started_at: number
  readonly detected_at: number
  readonly resolved_at: number | null
  readonly reason: Message | null
}

/**
 * What a rule would have published of stored results, oldest first. Only the probes that were made can be replayed: a rule
 * that needs more of them than the one in force is confirmed later here than it would be in life.
 */
export function replay({ results, rule }: { results: Iterable<StoredResult>; rule: ReplayRule }): { alerts: Alert[] } {
  const alerts: Alert[] = []
  let state = newCheckState
  let runs = noRuns
  for (const result of results) {
    const seen = evaluated(result, rule)
    runs = countResult(runs, seen.state, result.at)
    const proposal = proposedChange(state, runs, rule)
    if (!proposal) continue
    const { next } = confirmChange(state, {
      proposal,
      reason: seen.reason,
      now: result.at,
      newEpisode: () => String(alerts.length),
    })
    state = { ...next, flapping: false, changes: [] }
    if (next.state === 'unknown') runs = noRuns
    const open = alerts.at(-1)
    if ((next.state === 'down' || next.state === 'degraded') && open?.resolved_at === null) {
      alerts[alerts.length - 1] = { ...open, state: open.state === 'down' ? 'down' : next.state }
    } else if (next.state === 'down' || next.state === 'degraded') {
      const started_at = next.episode?.started_at ?? proposal.since
      alerts.push({ state: next.state, started_at, detected_at: result.at, resolved_at: null, reason: seen.reason })
    } else if (next.state === 'up' && open?.resolved_at === null) {
      alerts[alerts.length - 1] = { ...open, resolved_at: proposal.since }
    }
  }
  return { alerts }
}

function evaluated(
  { state, reason, response_ms }: StoredResult,
  rule: ReplayRule,
): Pick<StoredResult, 'state' | 'reason'> {
  const slower = (limit: number | undefined) => limit !== undefined && response_ms !== null && response_ms > limit
  if (state === 'up' && slower(rule.down_above_ms))
    return { state: 'down', reason: say('connection.answered', { time: { ms: response_ms ?? 0 } }) }
  if (state === 'up' && slower(rule.degraded_above_ms)) {
    return { state: 'degraded', reason: say('connection.answered', { time: { ms: response_ms ?? 0 } }) }
  }
  return { state, reason }
}

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
    throw notFound('monitor.no-such-check:known', { name: idOrSlug, names: listed(names) })
  }
  const journal = new ResultJournal({ store, clock, log: silentLog() }, await loadJournal(store, clock.now()))
  const results: StoredResult[] = []
  for (let start = from; start < before; start += stepMs.day) {
    const until = Math.min(before, start + stepMs.day)
    results.push(...(await journal.read({ check: check.number, from: start, before: until })).reverse())
  }
  return { name: check.definition.name, results: results.length, alerts: replay({ results, rule }).alerts }
}

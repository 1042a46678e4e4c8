import { say } from '../../../contracts/messages/words.ts'
import type { Message } from '../../../kit/messages/message.ts'
import type { StoredResult } from '../results/result-columns.ts'
import { confirmChange, countResult, newCheckState, noRuns, proposedChange, type Rule } from './check-state.ts'

/** A rule to try on what was seen. */
export type ReplayRule = Rule & {
  /** An answer slower than this counts as degraded, than that as down; milliseconds. */
  readonly degraded_above_ms?: number
  readonly down_above_ms?: number
}

/** An outage that would have been told. Epoch milliseconds; null while it would still be open. */
export type Alert = {
  readonly state: 'degraded' | 'down'
  readonly started_at: number
  readonly detected_at: number
  readonly resolved_at: number | null
  readonly reason: Message | null
}

/**
 * What a rule would have told of stored results, oldest first. Only the looks that were made can be seen again: a rule
 * that needs more of them than the one in force is confirmed later here than it would be in life.
 */
export function replay({ results, rule }: { results: Iterable<StoredResult>; rule: ReplayRule }): { alerts: Alert[] } {
  const alerts: Alert[] = []
  let state = newCheckState
  let runs = noRuns
  for (const result of results) {
    const seen = judged(result, rule)
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

function judged(
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

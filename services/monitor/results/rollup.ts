import type { Rollup, RollupStep } from '../../../contracts/monitor/monitor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { StoredResult } from './result-buffer.ts'

export const stepMs: Readonly<Record<RollupStep, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }
export const rollupSteps: readonly RollupStep[] = ['minute', 'hour', 'day']

export const startOf = (step: RollupStep, at: number): number => Math.floor(at / stepMs[step]) * stepMs[step]

/** What many results come to, per step of UTC time; steps without a result are left out. */
export function rollUp(results: readonly StoredResult[], step: RollupStep): Rollup[] {
  const groups = new Map<number, StoredResult[]>()
  for (const result of results) {
    const start = startOf(step, result.at)
    const group = groups.get(start)
    if (group) group.push(result)
    else groups.set(start, [result])
  }
  return [...groups].sort(([a], [b]) => a - b).map(([start, group]) => summarise(start, group))
}

function summarise(start: number, results: readonly StoredResult[]): Rollup {
  const counts = { up: 0, degraded: 0, down: 0, unknown: 0 }
  const times: number[] = []
  let sum = 0
  for (const { state, response_ms } of results) {
    counts[state] += 1
    if (response_ms === null) continue
    times.push(response_ms)
    sum += response_ms
  }
  times.sort((a, b) => a - b)
  const quantile = (share: number) => times[Math.max(0, Math.ceil(share * times.length) - 1)] ?? null
  return {
    at: iso(start),
    count: results.length,
    ...counts,
    min_ms: times[0] ?? null,
    mean_ms: times.length === 0 ? null : Math.round((sum / times.length) * 1000) / 1000,
    max_ms: times.at(-1) ?? null,
    p50_ms: quantile(0.5),
    p95_ms: quantile(0.95),
    p99_ms: quantile(0.99),
  }
}

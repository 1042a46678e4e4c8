import { counter, gauge, type Metrics } from '../../../kit/metrics/metrics.ts'
import { runningStates } from './lease.ts'
import type { LeaseStore } from './lease-store.ts'

/** Leases that were never in force. */
const neverTaken: ReadonlySet<string> = new Set(['dry_run', 'refused'])

/** Counted where they are kept, so that a new start does not begin at nought. */
export function declareLeaseMetrics(metrics: Metrics, leases: LeaseStore): void {
  metrics.read(
    {
      vigie_flag_leases: gauge('Flags that incidents force now; asking: a person has to say what becomes of it.'),
      vigie_flag_flips_total: counter('Flags that incidents have ever forced.'),
      vigie_flag_flips_refused_total: counter('Flags that were not forced since too many were within an hour.'),
    },
    async () => {
      const counts = await leases.counts()
      const taken = [...counts].filter(([state]) => !neverTaken.has(state))
      return {
        vigie_flag_leases: runningStates.map(state => ({ labels: { state }, value: counts.get(state) ?? 0 })),
        vigie_flag_flips_total: taken.reduce((sum, [, count]) => sum + count, 0),
        vigie_flag_flips_refused_total: counts.get('refused') ?? 0,
      }
    },
  )
}

import { runningStates } from './lease.ts'
import type { LeaseStore } from './lease-store.ts'

/** Leases that were never in force. */
const neverTaken: ReadonlySet<string> = new Set(['dry_run', 'refused'])

/** For `/metrics`; counted where they are kept, so that a new start does not begin at nought. */
export async function leaseMetrics(leases: LeaseStore): Promise<string> {
  const counts = await leases.counts()
  const taken = [...counts].filter(([state]) => !neverTaken.has(state)).reduce((sum, [, count]) => sum + count, 0)
  return [
    '# HELP vigie_flag_leases Flags that incidents force now; asking: a person has to say what becomes of it.',
    '# TYPE vigie_flag_leases gauge',
    ...runningStates.map(state => `vigie_flag_leases{state="${state}"} ${counts.get(state) ?? 0}`),
    '# HELP vigie_flag_flips_total Flags that incidents have ever forced.',
    '# TYPE vigie_flag_flips_total counter',
    `vigie_flag_flips_total ${taken}`,
    '# HELP vigie_flag_flips_refused_total Flags that were not forced since too many were within an hour.',
    '# TYPE vigie_flag_flips_refused_total counter',
    `vigie_flag_flips_refused_total ${counts.get('refused') ?? 0}`,
  ].join('\n')
}

import type { Forced } from '../evaluation/compile-flag.ts'
import type { StoredLease } from './lease.ts'

/** Flag → what a lease that is in force makes of it. */
export function forcedBy(leases: readonly StoredLease[]): ReadonlyMap<string, Forced> {
  return new Map(leases.map(({ id, key, variant, incident_number }) => [key, { id, variant, lease: incident_number }]))
}

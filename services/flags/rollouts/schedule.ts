import type { ScheduledChange } from '../../../contracts/flag-rollouts.ts'
import type { Kept } from '../environments/json-column-store.ts'

/** Due at `next_at` while it is pending. */
export type StoredSchedule = Kept &
  Pick<ScheduledChange, 'at' | 'change' | 'by' | 'reason' | 'error'> & { readonly state: ScheduledChange['state'] }

export const presentSchedule = ({ next_at: _next, ...schedule }: StoredSchedule): ScheduledChange => schedule

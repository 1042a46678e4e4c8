import type { ScheduledChange, ScheduleFlagChange, StartRamp } from '../../../contracts/flags/flag-rollouts.ts'
import type { Input } from '../../../kit/service/operation.ts'
import type { Actor } from '../definitions/flag-changes.ts'
import type { JsonColumnRow } from '../environments/json-column-store.ts'

export type RequestedSchedule = Input<typeof ScheduleFlagChange>['body']
export type RequestedRamp = Input<typeof StartRamp>['body']

export type Rollout =
  | { readonly kind: 'schedule'; readonly body: RequestedSchedule }
  | { readonly kind: 'ramp'; readonly body: RequestedRamp }

/** Who begins it, and what more the record says of that. */
export type RolloutAuthor = { readonly actor: Actor; readonly why: Readonly<Record<string, string>> }

export type StoredSchedule = JsonColumnRow &
  Pick<ScheduledChange, 'at' | 'change' | 'by' | 'reason' | 'error' | 'error_i18n'> & {
    readonly state: ScheduledChange['state']
  }

export const presentSchedule = ({ next_at: _next, ...schedule }: StoredSchedule): ScheduledChange => schedule

import type { ScheduleFlagChange, StartRamp } from '../../../contracts/flag-rollouts.ts'
import type { Input } from '../../../kit/service/operation.ts'
import type { Actor } from '../definitions/flag-changes.ts'

export type PlannedChange = Input<typeof ScheduleFlagChange>['body']
export type WantedRamp = Input<typeof StartRamp>['body']

/** A change that is not made at once, but by the clock. */
export type Rollout =
  | { readonly kind: 'schedule'; readonly body: PlannedChange }
  | { readonly kind: 'ramp'; readonly body: WantedRamp }

/** By whom, and what more is on record of it. */
export type Begun = { readonly actor: Actor; readonly why: Readonly<Record<string, string>> }

import type { IncidentRule } from '../../../contracts/flag-leases.ts'
import type { Edits } from '../definitions/flag-changes.ts'
import type { Rollout } from '../rollouts/rollout.ts'

type MapEntries<Found> = Found extends ReadonlyMap<infer Key, infer Value> ? [Key, Value][] : never

/** All that is needed to make a change later, exactly as it was asked for. */
export type WantedChange =
  | {
      readonly kind: 'flags'
      readonly flags: MapEntries<NonNullable<Edits['flags']>>
      readonly segments: MapEntries<NonNullable<Edits['segments']>>
      readonly settings: Edits['environment'] | null
    }
  /** It begins, instead of being made at once. */
  | { readonly kind: 'rollout'; readonly key: string; readonly rollout: Rollout }
  /** null: it goes. */
  | { readonly kind: 'incident_rule'; readonly id: string; readonly rule: IncidentRule | null }
  /** Changes shall no longer need a second person. */
  | { readonly kind: 'environment'; readonly title: string; readonly approval: false }

import type { ChangeRequest } from '../../../contracts/flags/flag-governance.ts'
import type { IncidentRule } from '../../../contracts/flags/flag-leases.ts'
import { environmentRef } from '../definitions/flag.ts'
import type { Actor, FlagChanges } from '../definitions/flag-changes.ts'
import type { JsonColumnRow } from '../environments/json-column-store.ts'
import type { Rollout } from '../rollouts/rollout.ts'

type MapEntries<Found> = Found extends ReadonlyMap<infer Key, infer Value> ? [Key, Value][] : never

/** All that is needed to make a change later, exactly as it was asked for. */
export type RequestedChange =
  | {
      readonly kind: 'flags'
      readonly flags: MapEntries<NonNullable<FlagChanges['flags']>>
      readonly segments: MapEntries<NonNullable<FlagChanges['segments']>>
      readonly settings: FlagChanges['environment'] | null
    }
  /** It begins, instead of being made at once. */
  | { readonly kind: 'rollout'; readonly key: string; readonly rollout: Rollout }
  /** A rule of null is deleted. */
  | { readonly kind: 'incident_rule'; readonly id: string; readonly rule: IncidentRule | null }
  /** Changes shall no longer need a second person. */
  | { readonly kind: 'environment'; readonly title: string; readonly approval: false }

/** What a request was made from: the name of each thing, and a digest of it as it stood. */
export type Pins = Readonly<Record<string, string>>

/** A change that waits for a second person, with all that is needed to make it. */
export type StoredChangeRequest = JsonColumnRow &
  Pick<ChangeRequest, 'action' | 'requested_at' | 'decided_by' | 'decided_at' | 'reason' | 'before' | 'after'> & {
    /** Rows of before comments had a field of their own lack it. */
    readonly decision_reason?: string | null
    readonly state: ChangeRequest['state']
    readonly actor: Actor
    /** The user behind the actor; null: a key of the operator. */
    readonly person?: string | null
    /** Rows of before persons were compared lack these two: nobody can agree to that any more. */
    readonly wanted?: RequestedChange
    readonly pins?: Pins
  }

export function presentChangeRequest(request: StoredChangeRequest): ChangeRequest {
  const { actor, person: _person, wanted, pins: _pins, next_at: _next, decision_reason = null, ...shown } = request
  const kind = wanted?.kind ?? 'flags'
  return {
    ...shown,
    ...environmentRef(request),
    decision_reason,
    subject: kind === 'rollout' ? 'flags' : kind,
    requested_by: { id: actor.id, name: actor.name, user_id: requesterOf(request) },
  }
}

/** The user who asked for it, with whatever credential. */
export const requesterOf = ({ person, actor }: Pick<StoredChangeRequest, 'person' | 'actor'>): string | null =>
  person ?? (actor.kind === 'user' ? actor.id : null)

import type { ChangeRequest } from '../../../contracts/flag-governance.ts'
import { placeOf } from '../definitions/flag.ts'
import type { Actor } from '../definitions/flag-changes.ts'
import type { Kept } from '../environments/json-column-store.ts'
import type { Pins } from './pins.ts'
import type { WantedChange } from './requested-change.ts'

/** A change that waits for a second person, with all that is needed to make it. */
export type StoredRequest = Kept &
  Pick<ChangeRequest, 'action' | 'requested_at' | 'decided_by' | 'decided_at' | 'reason' | 'before' | 'after'> & {
    /** Not there in what was kept before comments had a place of their own. */
    readonly decision_reason?: string | null
    readonly state: ChangeRequest['state']
    readonly actor: Actor
    /** The user behind the actor; null: a key of the operator. */
    readonly person?: string | null
    /** These two are not there in what was kept before persons were compared: nobody can agree to that any more. */
    readonly wanted?: WantedChange
    readonly pins?: Pins
  }

const subjects = {
  flags: 'flags',
  rollout: 'flags',
  incident_rule: 'incident_rule',
  environment: 'environment',
} as const

export function presentRequest(request: StoredRequest): ChangeRequest {
  const { id, key, action, state, requested_at, decided_by, decided_at, reason, before, after, actor } = request
  return {
    ...{ id, ...placeOf(request), key, subject: subjects[request.wanted?.kind ?? 'flags'], action, state },
    ...{ requested_by: { id: actor.id, name: actor.name, user_id: personBehind(request) } },
    ...{
      requested_at,
      decided_by,
      decided_at,
      reason,
      decision_reason: request.decision_reason ?? null,
      before,
      after,
    },
  }
}

/** The user who asked for it, with whatever credential. */
export const personBehind = ({ person, actor }: Pick<StoredRequest, 'person' | 'actor'>): string | null =>
  person ?? (actor.kind === 'user' ? actor.id : null)

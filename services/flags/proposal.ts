import type { ChangeRequest } from '../../contracts/flag-governance.ts'
import { iso } from '../../kit/clock.ts'
import type { Loaded } from './board.ts'
import type { Actor, By, Edits } from './edits.ts'
import { contentOf, type Place } from './flag.ts'
import type { Kept } from './rest-store.ts'
import type { Rollout } from './rollouts/rollout.ts'
import type { Work } from './work.ts'

type Facts = Readonly<Record<string, unknown>>
/** A change that waits for a second person, with all that is needed to make it. */
export type StoredRequest = Kept &
  Pick<ChangeRequest, 'action' | 'requested_at' | 'decided_by' | 'decided_at' | 'reason' | 'before' | 'after'> & {
    /** Not there in what was kept before comments had a place of their own. */
    readonly decision_reason?: string | null
    readonly state: ChangeRequest['state']
    readonly actor: Actor
    readonly flags: [string, unknown][]
    readonly segments: [string, unknown][]
    readonly settings: Edits['environment'] | null
    /** Revisions of what it would change. */
    readonly base: Readonly<Record<string, number>>
    /** What begins, instead of what is changed at once. */
    readonly rollout?: Rollout
  }

/** Not made but written down: what whoever asked for it is answered. */
export class Proposed extends Error {
  readonly request: StoredRequest
  constructor(request: StoredRequest) {
    super('this change waits for a second person')
    this.request = request
  }
}

export function proposalOf(
  work: Work,
  place: Place,
  by: By,
  { now, edits }: { now: Loaded; edits: Edits },
): StoredRequest {
  const keys = [...(edits.flags?.keys() ?? []), ...(edits.segments?.keys() ?? [])]
  const [only] = keys
  const flags = [...(edits.flags ?? [])]
  const facts = (pairs: readonly (readonly [string, unknown])[]): Facts | null => {
    const there = pairs.filter(([, value]) => value !== null && value !== undefined)
    if (there.length === 0) return null
    return keys.length === 1 ? (there[0]?.[1] as Facts) : Object.fromEntries(there)
  }
  const contents = flags.map(([key]): [string, unknown] => {
    const flag = now.flags.get(key)
    return [key, flag ? contentOf(flag) : null]
  })
  const rules = [...(edits.segments ?? [])].map(([key]): [string, unknown] => {
    const segment = now.segments.get(key)
    return [key, segment ? { rule: segment.rule } : null]
  })
  return {
    ...{ id: work.newId(), project: place.project, environment: place.environment, state: 'pending', next_at: null },
    key: keys.length === 1 && only !== undefined ? only : `${keys.length} flags`,
    ...{ action: by.action, actor: by.actor, reason: by.reason ?? null, requested_at: iso(work.clock.now()) },
    ...{ decided_by: null, decided_at: null },
    before: facts([...contents, ...rules]),
    after: facts([...flags, ...(edits.segments ?? [])]),
    flags,
    segments: [...(edits.segments ?? [])],
    settings: edits.environment ?? null,
    base: revisionsOf(now, keys),
  }
}

export const revisionsOf = (now: Loaded, keys: readonly string[]): Record<string, number> =>
  Object.fromEntries(keys.map(key => [key, (now.flags.get(key) ?? now.segments.get(key))?.revision ?? 0]))

export function presentRequest(request: StoredRequest): ChangeRequest {
  const {
    flags: _flags,
    segments: _segments,
    settings: _settings,
    base: _base,
    rollout: _rollout,
    actor,
    next_at: _next,
    ...rest
  } = request
  return { decision_reason: null, ...rest, requested_by: { id: actor.id, name: actor.name } }
}

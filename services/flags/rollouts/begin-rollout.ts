import type { Caller } from '../../../kit/caller.ts'
import { iso } from '../../../kit/clock.ts'
import { byOf } from '../by-of.ts'
import { current } from '../change-place.ts'
import { flagIn, refuseFileFlag } from '../edit-flag.ts'
import type { Actor } from '../edits.ts'
import { contentOf, type Place, placeOf, type StoredFlag } from '../flag.ts'
import { keepRequest } from '../keep-request.ts'
import { Proposed, type StoredRequest } from '../proposal.ts'
import type { Work } from '../work.ts'
import { planChange, plannedDefinition } from './plan-change.ts'
import type { StoredRamp } from './ramp.ts'
import type { Begun, Rollout } from './rollout.ts'
import type { StoredSchedule } from './schedule.ts'
import { rampedAtLast, startRamp } from './start-ramp.ts'

type Asked = { readonly place: Place; readonly key: string; readonly break_glass?: string | undefined }

/**
 * Begins it, or writes it down for a second person where changes need one: what it does later needs nobody any more, so
 * that it is agreed to as a whole, before it begins.
 */
export async function askRollout<Kind extends Rollout>(
  work: Work,
  caller: Caller,
  { place, key, break_glass }: Asked,
  rollout: Kind,
): Promise<Kind extends { kind: 'ramp' } ? StoredRamp : StoredSchedule> {
  const by = byOf(caller, actions[rollout.kind], { break_glass })
  const done = await work.store.transaction(async () => {
    const now = await current(work, place)
    const flag = flagIn(now, key)
    if (now.environment.approval && by.asks) {
      const request = requestFor(work, flag, by.actor, rollout)
      await keepRequest(work, request)
      return new Proposed(request)
    }
    return beginRollout(work, flag, rollout, { actor: by.actor, why: break_glass === undefined ? {} : { break_glass } })
  })
  if (done instanceof Proposed) throw done
  return done as Kind extends { kind: 'ramp' } ? StoredRamp : StoredSchedule
}

/** In the running transaction. */
export function beginRollout(
  work: Work,
  flag: StoredFlag,
  rollout: Rollout,
  begun: Begun,
): Promise<StoredRamp | StoredSchedule> {
  refuseFileFlag(flag)
  work.store.afterCommit(() => work.agenda.set('rollouts', 0))
  return rollout.kind === 'ramp'
    ? startRamp(work, flag, rollout.body, begun)
    : planChange(work, flag, rollout.body, begun)
}

/** As the changes that it makes are called. */
const actions = { schedule: 'scheduled', ramp: 'ramped' } as const

function requestFor(work: Work, flag: StoredFlag, actor: Actor, rollout: Rollout): StoredRequest {
  refuseFileFlag(flag)
  const before = contentOf(flag)
  const definition =
    rollout.kind === 'ramp' ? rampedAtLast(flag, rollout.body) : plannedDefinition(flag, rollout.body.change)
  const { reason = null, ...plan } = rollout.body
  return {
    ...{ id: work.newId(), ...placeOf(flag), key: flag.key, state: 'pending', next_at: null },
    ...{ action: actions[rollout.kind], actor, reason, requested_at: iso(work.clock.now()) },
    ...{ decided_by: null, decided_at: null, before, after: { ...before, definition, plan } },
    ...{ flags: [], segments: [], settings: null, base: { [flag.key]: flag.revision }, rollout },
  }
}

import type { Caller } from '../../../kit/auth/caller.ts'
import { namedFields } from '../../../kit/service/named-fields.ts'
import { flagIn, refuseFileFlag } from '../definitions/edit-flag.ts'
import { contentOf, type Place, type StoredFlag } from '../definitions/flag.ts'
import type { By } from '../definitions/flag-changes.ts'
import { current } from '../environments/change-environment.ts'
import type { Loaded } from '../environments/flag-cache.ts'
import { byOf } from '../governance/change-author.ts'
import { type Asked, Proposed, propose } from '../governance/create-change-request.ts'
import { tellBrokenGlass } from '../governance/publish-break-glass.ts'
import type { Work } from '../work.ts'
import { planChange, plannedDefinition } from './plan-change.ts'
import type { StoredRamp } from './ramp.ts'
import type { Begun, Rollout } from './rollout.ts'
import type { StoredSchedule } from './schedule.ts'
import { rampedAtLast, startRamp } from './start-ramp.ts'

type At = { readonly place: Place; readonly key: string; readonly break_glass?: string | undefined }

/**
 * Begins it, or writes it down for a second person where changes need one: what it does later needs nobody any more, so
 * that it is agreed to as a whole, before it begins.
 */
export async function askRollout<Kind extends Rollout>(
  work: Work,
  caller: Caller,
  { place, key, break_glass }: At,
  rollout: Kind,
): Promise<Kind extends { kind: 'ramp' } ? StoredRamp : StoredSchedule> {
  const by = byOf(caller, rolloutActions[rollout.kind], { break_glass, reason: rollout.body.reason })
  const done = await work.store.transaction(async () => {
    const now = await current(work, place)
    const flag = flagIn(now, key)
    if (now.environment.approval && by.asks) return propose(work, now, by, askedRollout(flag, rollout))
    return beginRollout(work, now, { flag, rollout }, { by, why: by.glass ? { break_glass: by.glass.reason } : {} })
  })
  if (done instanceof Proposed) throw done
  return done as Kind extends { kind: 'ramp' } ? StoredRamp : StoredSchedule
}

type What = { readonly flag: StoredFlag; readonly rollout: Rollout }

/** In the running transaction. */
export async function beginRollout(
  work: Work,
  now: Loaded,
  { flag, rollout }: What,
  { by, why }: { readonly by: By; readonly why: Begun['why'] },
): Promise<StoredRamp | StoredSchedule> {
  refuseFileFlag(flag)
  work.store.afterCommit(() => work.agenda.set('rollouts', 0))
  await tellBrokenGlass(work, now, by, { subject: 'flags', key: flag.key })
  const begun = { actor: by.actor, why }
  return rollout.kind === 'ramp'
    ? startRamp(work, flag, rollout.body, begun)
    : planChange(work, flag, rollout.body, begun)
}

/** As the changes that it makes are called. */
export const rolloutActions = { schedule: 'scheduled', ramp: 'ramped' } as const

function askedRollout(flag: StoredFlag, rollout: Rollout): Asked {
  refuseFileFlag(flag)
  const before = contentOf(flag)
  const definition =
    rollout.kind === 'ramp' ? rampedAtLast(flag, rollout.body) : plannedDefinition(flag, rollout.body.change)
  const { key } = flag
  const plan =
    rollout.kind === 'ramp'
      ? namedFields(rollout.body, ['variant', 'steps', 'guard'])
      : namedFields(rollout.body, ['at', 'change'])
  return { key, before, after: { ...before, definition, plan }, wanted: { kind: 'rollout', key, rollout } }
}

import { requireSoundPrerequisites } from '../definitions/check-prerequisites.ts'
import { isSame, placeOf } from '../definitions/flag.ts'
import type { By } from '../definitions/flag-changes.ts'
import { changePlace, current } from '../environments/change-environment.ts'
import { putEnvironment } from '../environments/create-environment.ts'
import { putRule } from '../leases/change-rule.ts'
import { beginRollout } from '../rollouts/begin-rollout.ts'
import type { Begun } from '../rollouts/rollout.ts'
import type { Work } from '../work.ts'
import type { StoredRequest } from './change-request.ts'
import { pinsOf } from './pins.ts'

type Agreed = { readonly by: By; readonly why: Begun['why'] }

/**
 * In the running transaction: makes exactly the change that was asked for. False, and nothing is done, when what it was
 * asked for is no longer as it was.
 */
export async function carryOut(work: Work, request: StoredRequest, { by, why }: Agreed): Promise<boolean> {
  const { wanted, pins } = request
  if (!wanted || !pins) return false
  const place = placeOf(request)
  const now = await current(work, place)
  if (!isSame(await pinsOf(work, now, wanted), pins)) return false
  if (wanted.kind === 'environment') {
    await putEnvironment(work, place, by.actor, { title: wanted.title, approval: wanted.approval })
    return true
  }
  if (wanted.kind === 'incident_rule') {
    await putRule(work, now, by, wanted)
    return true
  }
  if (wanted.kind === 'rollout') {
    const { rollout } = wanted
    const flag = now.flags.get(wanted.key)
    if (!flag) return false
    // What was to happen at a time that has passed was agreed to for that time.
    if (rollout.kind === 'schedule' && Date.parse(rollout.body.at) <= work.clock.now()) return false
    await beginRollout(work, now, { flag, rollout }, { by, why })
    return true
  }
  const { flags, segments, settings } = wanted
  await changePlace(work, place, by, () => {
    const edits = { flags: new Map(flags), segments: new Map(segments) }
    // Another request may have been put in force since this one was checked.
    requireSoundPrerequisites(now, edits.flags)
    return settings ? { ...edits, environment: settings } : edits
  })
  return true
}

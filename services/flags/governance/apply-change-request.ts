import { requireSoundPrerequisites } from '../definitions/check-prerequisites.ts'
import { environmentRef, isSame } from '../definitions/flag.ts'
import type { ChangeAuthor } from '../definitions/flag-changes.ts'
import { changeEnvironment } from '../environments/change-environment.ts'
import { currentEnvironment } from '../environments/load-environments.ts'
import { type Deps as EnvironmentDeps, writeEnvironment } from '../environments/save-environment.ts'
import { putRule, type Deps as RuleDeps } from '../leases/change-rule.ts'
import type { RolloutAuthor } from '../rollouts/rollout.ts'
import type { Deps as RolloutDeps } from '../rollouts/run-rollouts.ts'
import { startRollout } from '../rollouts/start-rollout.ts'
import type { StoredChangeRequest } from './change-request.ts'
import { pinsOf } from './pins.ts'

export type Deps = EnvironmentDeps & RuleDeps & RolloutDeps

type Agreed = { readonly by: ChangeAuthor; readonly why: RolloutAuthor['why'] }

/**
 * In the running transaction: makes exactly the change that was asked for. False, and nothing is done, when what it was
 * asked for is no longer as it was.
 */
export async function applyChangeRequest(
  deps: Deps,
  request: StoredChangeRequest,
  { by, why }: Agreed,
): Promise<boolean> {
  const { wanted, pins } = request
  if (!wanted || !pins) return false
  const ref = environmentRef(request)
  const now = await currentEnvironment(deps, ref)
  if (!isSame(await pinsOf(deps, now, wanted), pins)) return false
  if (wanted.kind === 'environment') {
    await writeEnvironment(deps, ref, by.actor, { title: wanted.title, approval: wanted.approval })
    return true
  }
  if (wanted.kind === 'incident_rule') {
    await putRule(deps, now, by, wanted)
    return true
  }
  if (wanted.kind === 'rollout') {
    const { rollout } = wanted
    const flag = now.flags.get(wanted.key)
    if (!flag) return false
    // What was to happen at a time that has passed was agreed to for that time.
    if (rollout.kind === 'schedule' && Date.parse(rollout.body.at) <= deps.clock.now()) return false
    await startRollout(deps, now, { flag, rollout }, { by, why })
    return true
  }
  const { flags, segments, settings } = wanted
  await changeEnvironment(deps, ref, by, () => {
    const edits = { flags: new Map(flags), segments: new Map(segments) }
    // Another request may have been put in force since this one was checked.
    requireSoundPrerequisites(now, edits.flags)
    return settings ? { ...edits, environment: settings } : edits
  })
  return true
}

import type { FlagDefinition } from '../../../contracts/flags.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { conflict, invalid } from '../../../kit/service/errors.ts'
import { hint } from '../definitions/check-definition.ts'
import type { StoredFlag } from '../definitions/flag.ts'
import { recordAudit } from '../governance/record-audit.ts'
import type { Work } from '../work.ts'
import { rampedDefinition, type StoredRamp } from './ramp.ts'
import type { Begun, WantedRamp } from './rollout.ts'
import { applyRamp } from './run-rollouts.ts'

/** What the flag would be after its last step; throws when the ramp cannot be. */
export function rampedAtLast(flag: StoredFlag, { variant, steps }: WantedRamp): FlagDefinition {
  const variants = Object.keys(flag.definition.variants)
  if (!variants.includes(variant)) {
    const fields = [{ field: 'body.variant', message: 'is none of them' }]
    const message = `"${variant}" is no variant of "${flag.key}"; ${hint(variant, variants)}`
    throw invalid('flags.no-such-variant', message, { fields })
  }
  return rampedDefinition(flag.definition, variant, steps.at(-1)?.percent ?? 0)
}

/** In the running transaction. */
export async function startRamp(
  work: Work,
  flag: StoredFlag,
  wanted: WantedRamp,
  { actor, why }: Begun,
): Promise<StoredRamp> {
  rampedAtLast(flag, wanted)
  const { variant, steps, guard = null, reason = null } = wanted
  const [first] = steps
  if (!first) {
    throw invalid('flags.no-steps', 'a ramp needs a step', {
      fields: [{ field: 'body.steps', message: 'needs one' }],
    })
  }
  const { project, environment, key } = flag
  const others = await work.ramps.inState(['running', 'paused'])
  if (others.some(other => other.project === project && other.environment === environment && other.key === key)) {
    throw conflict('flags.ramp-running', `a ramp of "${key}" is under way; steer that one`)
  }
  const now = work.clock.now()
  await recordAudit(work, actor, {
    ...{ action: 'flag.ramp-started', id: `${project}/${environment}/${key}` },
    ...{ before: null, after: { variant, steps, guard, ...why } },
  })
  return applyRamp(work, {
    ...{ id: work.newId(), project, environment, key, state: 'running', variant, steps, guard, step: 0 },
    ...{ percent: first.percent, started_at: iso(now), next_at: iso(now + first.for_s * 1_000) },
    ...{ by: actor.name, reason, base: flag.definition, revision: flag.revision, guarded: false, left_ms: null },
  })
}

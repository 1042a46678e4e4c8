import { v7 as uuid } from 'uuid'
import type { FlagDefinition } from '../../../contracts/flags/flags.ts'
import { conflict, fieldProblem, invalid } from '../../../contracts/refusals.ts'
import type { Caller } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { namedFields } from '../../../kit/service/named-fields.ts'
import { hint } from '../definitions/check-definition.ts'
import { flagIn, refuseFileFlag } from '../definitions/edit-flag.ts'
import { contentOf, type EnvironmentRef, type StoredFlag } from '../definitions/flag.ts'
import type { ChangeAuthor } from '../definitions/flag-changes.ts'
import { parseDefinition } from '../definitions/parse-flag.ts'
import type { LoadedEnvironment } from '../environments/flag-cache.ts'
import { currentEnvironment } from '../environments/load-environments.ts'
import { authorOf, publishBreakGlass } from '../governance/change-author.ts'
import { ChangeRequested, createChangeRequest, type RequestContent } from '../governance/create-change-request.ts'
import { recordAudit } from '../governance/record-audit.ts'
import { rampedDefinition, type StoredRamp } from './ramp.ts'
import type { RequestedRamp, RequestedSchedule, Rollout, RolloutAuthor, StoredSchedule } from './rollout.ts'
import { applyRamp, type Deps } from './run-rollouts.ts'

type At = { readonly ref: EnvironmentRef; readonly key: string; readonly break_glass?: string | undefined }

/**
 * Begins it, or writes it down for a second person where changes need one: what it does later needs nobody any more, so
 * that it is agreed to as a whole, before it begins.
 */
export async function requestRollout<Kind extends Rollout>(
  deps: Deps,
  caller: Caller,
  { ref, key, break_glass }: At,
  rollout: Kind,
): Promise<Kind extends { kind: 'ramp' } ? StoredRamp : StoredSchedule> {
  const by = authorOf(caller, rolloutActions[rollout.kind], { break_glass, reason: rollout.body.reason })
  const done = await deps.store.transaction(async () => {
    const now = await currentEnvironment(deps, ref)
    const flag = flagIn(now, key)
    if (now.environment.approval && by.needsApproval)
      return createChangeRequest(deps, now, by, askedRollout(flag, rollout))
    return startRollout(
      deps,
      now,
      { flag, rollout },
      { by, why: by.breakGlass ? { break_glass: by.breakGlass.reason } : {} },
    )
  })
  if (done instanceof ChangeRequested) throw done
  return done as Kind extends { kind: 'ramp' } ? StoredRamp : StoredSchedule
}

type What = { readonly flag: StoredFlag; readonly rollout: Rollout }

/** In the running transaction. */
export async function startRollout(
  deps: Deps,
  now: LoadedEnvironment,
  { flag, rollout }: What,
  { by, why }: { readonly by: ChangeAuthor; readonly why: RolloutAuthor['why'] },
): Promise<StoredRamp | StoredSchedule> {
  refuseFileFlag(flag)
  deps.store.afterCommit(() => {
    deps.nextDue.rollouts = 0
  })
  await publishBreakGlass(deps, now, by, { subject: 'flags', key: flag.key })
  const begun = { actor: by.actor, why }
  return rollout.kind === 'ramp'
    ? startRamp(deps, flag, rollout.body, begun)
    : scheduleChange(deps, flag, rollout.body, begun)
}

export const rolloutActions = { schedule: 'scheduled', ramp: 'ramped' } as const

function askedRollout(flag: StoredFlag, rollout: Rollout): RequestContent {
  refuseFileFlag(flag)
  const before = contentOf(flag)
  const definition =
    rollout.kind === 'ramp' ? rampedAtLast(flag, rollout.body) : scheduledDefinition(flag, rollout.body.change)
  const { key } = flag
  const plan =
    rollout.kind === 'ramp'
      ? namedFields(rollout.body, ['variant', 'steps', 'guard'])
      : namedFields(rollout.body, ['at', 'change'])
  return { key, before, after: { ...before, definition, plan }, wanted: { kind: 'rollout', key, rollout } }
}

/** What the flag would be; throws when it is nothing, or cannot be kept. */
export function scheduledDefinition(flag: StoredFlag, change: RequestedSchedule['change']): FlagDefinition {
  if (Object.keys(change).length === 0) {
    const fields = [fieldProblem('body.change', 'problem.no-change')]
    throw invalid('flags.nothing-planned', {}, { fields })
  }
  return parseDefinition({ ...flag.definition, ...change }, 'change')
}

/** In the running transaction. */
export async function scheduleChange(
  deps: Deps,
  flag: StoredFlag,
  { at: given, change, reason }: RequestedSchedule,
  { actor, why }: RolloutAuthor,
): Promise<StoredSchedule> {
  scheduledDefinition(flag, change)
  const at = iso(Date.parse(given))
  const { project, environment, key } = flag
  const made = { id: uuid(), project, environment, key, state: 'pending' as const, next_at: at, at }
  const schedule = { ...made, change, by: actor.name, reason: reason ?? null, error: null }
  await deps.schedules.put(schedule)
  const id = `${project}/${environment}/${key}`
  await recordAudit(deps, actor, { action: 'flag.planned', id, before: null, after: { at, change, ...why } })
  return schedule
}

/** What the flag would be after its last step; throws when the ramp cannot be. */
export function rampedAtLast(flag: StoredFlag, { variant, steps }: RequestedRamp): FlagDefinition {
  const variants = Object.keys(flag.definition.variants)
  if (!variants.includes(variant)) {
    const fields = [fieldProblem('body.variant', 'problem.no-variant')]
    throw invalid('flags.no-such-variant', { variant, key: flag.key, hint: hint(variant, variants) }, { fields })
  }
  return rampedDefinition(flag.definition, variant, steps.at(-1)?.percent ?? 0)
}

/** In the running transaction. */
export async function startRamp(
  deps: Deps,
  flag: StoredFlag,
  wanted: RequestedRamp,
  { actor, why }: RolloutAuthor,
): Promise<StoredRamp> {
  rampedAtLast(flag, wanted)
  const { variant, steps, guard = null, reason = null } = wanted
  const [first] = steps
  if (!first) {
    throw invalid(
      'flags.no-steps',
      {},
      {
        fields: [fieldProblem('body.steps', 'problem.needs-one')],
      },
    )
  }
  const { project, environment, key } = flag
  const others = await deps.ramps.inState(['running', 'paused'])
  if (others.some(other => other.project === project && other.environment === environment && other.key === key)) {
    throw conflict('flags.ramp-running', { key })
  }
  const now = deps.clock.now()
  const id = `${project}/${environment}/${key}`
  const after = { variant, steps, guard, ...why }
  await recordAudit(deps, actor, { action: 'flag.ramp-started', id, before: null, after })
  return applyRamp(deps, {
    id: uuid(),
    project,
    environment,
    key,
    state: 'running',
    variant,
    steps,
    guard,
    step: 0,
    percent: first.percent,
    started_at: iso(now),
    next_at: iso(now + first.for_s * 1_000),
    by: actor.name,
    reason,
    base: flag.definition,
    revision: flag.revision,
    guarded: false,
    left_ms: null,
  })
}

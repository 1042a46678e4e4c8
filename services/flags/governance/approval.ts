import type { ChangeRequest } from '../../../contracts/flags/flag-governance.ts'
import { reasonFields, say } from '../../../contracts/messages/words.ts'
import { conflict, forbidden, notFound } from '../../../contracts/refusals.ts'
import { type Caller, personOf } from '../../../kit/auth/caller.ts'
import type { ReadCopy } from '../../../kit/read-copy/read-copy.ts'
import { iso } from '../../../kit/runtime/clock.ts'
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
import { authorOf, requireReason } from './change-author.ts'
import { presentChangeRequest, requesterOf, type StoredChangeRequest } from './change-request.ts'
import { pinsOf, saveChangeRequest } from './create-change-request.ts'
import { actorOf, isAtLeast, type Deps as RoleDeps, requireRole, roleOfUser } from './permission.ts'
import { recordAudit } from './record-audit.ts'
import type { KnownUser } from './user-copy.ts'

type ApplyDeps = EnvironmentDeps & RuleDeps & RolloutDeps
export type Deps = ApplyDeps & RoleDeps & { readonly users: ReadCopy<KnownUser> }

type Decision = {
  readonly decision: 'approve' | 'reject' | 'withdraw' | 'break_glass'
  readonly reason?: string | undefined
}

/** One decision for each request: whoever comes second, or at the same time, finds it decided. */
export function decideRequest(
  deps: Deps,
  id: string,
  caller: Caller,
  { decision, reason }: Decision,
): Promise<ChangeRequest> {
  return deps.store.transaction(async () => {
    const request = await deps.requests.find(id)
    if (!request) throw notFound('flags.request-not-found', { id })
    await requireMayDecide(deps, request, caller, decision)
    const why = decision === 'break_glass' ? requireReason(reason ?? '', 'body.reason') : reason
    if (request.state !== 'pending') throw conflict('flags.request-decided', { state: request.state })
    const state = await stateAfter(deps, request, caller, { decision, reason: why })
    const next: StoredChangeRequest = {
      ...request,
      state,
      decided_by: { id: caller.id, name: caller.name },
      decided_at: iso(deps.clock.now()),
      decision_reason: why ?? null,
    }
    await saveChangeRequest(deps, next)
    await recordAudit(deps, actorOf(caller), {
      action: 'flag.request-decided',
      id: `${request.project}/${request.environment}/${request.key}`,
      before: { state: 'pending' },
      after: { state, request: request.id },
    })
    return presentChangeRequest(next)
  })
}

/** Persons are compared, never what they came with: a person's sessions and keys are one person. */
async function requireMayDecide(
  deps: Deps,
  request: StoredChangeRequest,
  caller: Caller,
  decision: Decision['decision'],
): Promise<void> {
  const person = personOf(caller)
  const isOwn = request.actor.id === caller.id || (person !== null && person === requesterOf(request))
  if (decision === 'withdraw') {
    if (!isOwn) throw forbidden('flags.not-your-request')
    return
  }
  if (decision === 'approve' && isOwn) throw forbidden('flags.own-request')
  await requireRole(deps, caller, request.project, decision === 'break_glass' ? 'editor' : 'approver')
  if (decision === 'break_glass' && request.wanted?.kind === 'environment') {
    throw forbidden('flags.needs-second-person')
  }
  if (decision !== 'approve') return
  if (person === null) {
    throw forbidden('flags.no-person')
  }
  // A key, or a session that was let in just now, may know of another role than identity has told since.
  const role = await roleOfUser(deps, person, request.project)
  if (role && isAtLeast(role, 'approver')) return
  throw forbidden('flags.role-too-small:approver', { project: request.project })
}

async function stateAfter(
  deps: Deps,
  request: StoredChangeRequest,
  caller: Caller,
  { decision, reason }: Decision,
): Promise<ChangeRequest['state']> {
  if (decision === 'reject') return 'rejected'
  if (decision === 'withdraw') return 'withdrawn'
  const { action, actor, person = null } = request
  if (decision === 'break_glass') {
    const by = authorOf(caller, action, { break_glass: reason })
    return (await applyChangeRequest(deps, request, { by, why: { break_glass: reason ?? '' } })) ? 'forced' : 'outdated'
  }
  if (!(await mayStillAsk(deps, request))) return 'outdated'
  const by: ChangeAuthor = { action, actor, person, ...reasonFields(say('flag.approved', { name: caller.name })) }
  return (await applyChangeRequest(deps, request, { by, why: { approved_by: caller.name } })) ? 'approved' : 'outdated'
}

/** Two people agree only while the first one could still ask for it. A key of the operator is nobody who could leave. */
async function mayStillAsk(deps: Deps, request: StoredChangeRequest): Promise<boolean> {
  const person = requesterOf(request)
  if (person === null) return true
  const role = await roleOfUser(deps, person, request.project)
  return role !== undefined && isAtLeast(role, request.wanted?.kind === 'environment' ? 'owner' : 'editor')
}

type Agreed = { readonly by: ChangeAuthor; readonly why: RolloutAuthor['why'] }

/**
 * In the running transaction: makes exactly the change that was asked for. False, and nothing is done, when what it was
 * asked for is no longer as it was.
 */
async function applyChangeRequest(
  deps: ApplyDeps,
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

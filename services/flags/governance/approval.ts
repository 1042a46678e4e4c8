import type { ChangeRequest } from '../../../contracts/flag-governance.ts'
import { type Caller, personOf } from '../../../kit/auth/caller.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { conflict, forbidden, notFound } from '../../../kit/service/errors.ts'
import { Reply } from '../../../kit/service/service.ts'
import type { By } from '../definitions/flag-changes.ts'
import type { Work } from '../work.ts'
import { carryOut } from './apply-change-request.ts'
import { byOf, requiredReason } from './change-author.ts'
import { personBehind, presentRequest, type StoredRequest } from './change-request.ts'
import { Proposed } from './create-change-request.ts'
import { actorOf, isAtLeast, requireRole, roleOfUser } from './permission.ts'
import { recordAudit } from './record-audit.ts'
import { keepRequest } from './save-change-request.ts'

/** 202 and the request, where a change was only written down. */
export async function orProposal<Answer>(run: () => Promise<Answer>): Promise<Answer | Reply> {
  try {
    return await run()
  } catch (thrown) {
    if (!(thrown instanceof Proposed)) throw thrown
    const json = { 'content-type': 'application/json; charset=utf-8' }
    return new Reply(JSON.stringify(presentRequest(thrown.request)), json, 202)
  }
}

type Decision = {
  readonly decision: 'approve' | 'reject' | 'withdraw' | 'break_glass'
  readonly reason?: string | undefined
}

/** One decision for each request: whoever comes second, or at the same time, finds it decided. */
export function decideRequest(
  work: Work,
  id: string,
  caller: Caller,
  { decision, reason }: Decision,
): Promise<ChangeRequest> {
  return work.store.transaction(async () => {
    const request = await work.requests.find(id)
    if (!request) throw notFound('flags.request-not-found', `there is no request "${id}"`)
    await requireMayDecide(work, request, caller, decision)
    const why = decision === 'break_glass' ? requiredReason(reason ?? '', 'body.reason') : reason
    if (request.state !== 'pending') throw conflict('flags.request-decided', `it is ${request.state} already`)
    const state = await stateAfter(work, request, caller, { decision, reason: why })
    const next: StoredRequest = {
      ...request,
      state,
      decided_by: { id: caller.id, name: caller.name },
      decided_at: iso(work.clock.now()),
      decision_reason: why ?? null,
    }
    await keepRequest(work, next)
    await recordAudit(work, actorOf(caller), {
      action: 'flag.request-decided',
      id: `${request.project}/${request.environment}/${request.key}`,
      before: { state: 'pending' },
      after: { state, request: request.id },
    })
    return presentRequest(next)
  })
}

/** Persons are compared, never what they came with: a person's sessions and keys are one person. */
async function requireMayDecide(
  work: Work,
  request: StoredRequest,
  caller: Caller,
  decision: Decision['decision'],
): Promise<void> {
  const person = personOf(caller)
  const isOwn = request.actor.id === caller.id || (person !== null && person === personBehind(request))
  if (decision === 'withdraw') {
    if (!isOwn) throw forbidden('flags.not-your-request', 'only who asked for it withdraws it')
    return
  }
  if (decision === 'approve' && isOwn) throw forbidden('flags.own-request', 'somebody else has to approve it')
  await requireRole(work, caller, request.project, decision === 'break_glass' ? 'editor' : 'approver')
  if (decision === 'break_glass' && request.wanted?.kind === 'environment') {
    throw forbidden('flags.needs-second-person', 'that changes need no second person any more takes one, always')
  }
  if (decision !== 'approve') return
  if (person === null) {
    throw forbidden('flags.no-person', 'a second person has to approve it, and this key belongs to nobody')
  }
  // A key, or a session that was let in just now, may know of another role than identity has told since.
  const role = await roleOfUser(work, person, request.project)
  if (role && isAtLeast(role, 'approver')) return
  throw forbidden('flags.role-too-small', `this needs the role admin, or approver of the project "${request.project}"`)
}

async function stateAfter(
  work: Work,
  request: StoredRequest,
  caller: Caller,
  { decision, reason }: Decision,
): Promise<ChangeRequest['state']> {
  if (decision === 'reject') return 'rejected'
  if (decision === 'withdraw') return 'withdrawn'
  const { action, actor, person = null } = request
  if (decision === 'break_glass') {
    const by = byOf(caller, action, { break_glass: reason })
    return (await carryOut(work, request, { by, why: { break_glass: reason ?? '' } })) ? 'forced' : 'outdated'
  }
  if (!(await mayStillAsk(work, request))) return 'outdated'
  const by: By = { action, actor, person, reason: `approved by ${caller.name}` }
  return (await carryOut(work, request, { by, why: { approved_by: caller.name } })) ? 'approved' : 'outdated'
}

/** Two people agree only while the first one could still ask for it. A key of the operator is nobody who could leave. */
async function mayStillAsk(work: Work, request: StoredRequest): Promise<boolean> {
  const person = personBehind(request)
  if (person === null) return true
  const role = await roleOfUser(work, person, request.project)
  return role !== undefined && isAtLeast(role, request.wanted?.kind === 'environment' ? 'owner' : 'editor')
}

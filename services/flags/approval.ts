import type { ChangeRequest } from '../../contracts/flag-governance.ts'
import type { Caller } from '../../kit/caller.ts'
import { iso } from '../../kit/clock.ts'
import { conflict, forbidden, invalid, notFound } from '../../kit/errors.ts'
import { Reply } from '../../kit/service.ts'
import { byOf } from './by-of.ts'
import { changePlace, current } from './change-place.ts'
import { requireSoundPrerequisites } from './check-prerequisites.ts'
import type { By, Edits } from './edits.ts'
import { placeOf } from './flag.ts'
import { keepRequest } from './keep-request.ts'
import { actorOf, requireRole } from './permission.ts'
import { Proposed, presentRequest, revisionsOf, type StoredRequest } from './proposal.ts'
import { recordAudit } from './record-audit.ts'
import { beginRollout } from './rollouts/begin-rollout.ts'
import type { Rollout } from './rollouts/rollout.ts'
import type { Work } from './work.ts'

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

export async function decideRequest(
  work: Work,
  id: string,
  caller: Caller,
  { decision, reason }: Decision,
): Promise<ChangeRequest> {
  const found = await work.requests.find(id)
  if (!found) throw notFound('flags.request-not-found', `there is no request "${id}"`)
  const isOwn = found.actor.id === caller.id
  if (decision === 'withdraw' && !isOwn) throw forbidden('flags.not-your-request', 'only who asked for it withdraws it')
  if (decision === 'approve' && isOwn) throw forbidden('flags.own-request', 'somebody else has to approve it')
  if (decision === 'break_glass') requireReason(reason)
  if (decision !== 'withdraw')
    await requireRole(work, caller, found.project, decision === 'break_glass' ? 'editor' : 'approver')
  return work.store.transaction(async () => {
    const request = await work.requests.find(id)
    if (request?.state !== 'pending')
      throw conflict('flags.request-decided', `it is ${request?.state ?? 'gone'} already`)
    const state = await carriedOut(work, request, caller, { decision, reason })
    const decided_by = { id: caller.id, name: caller.name }
    const next: StoredRequest = {
      ...request,
      state,
      decided_by,
      decided_at: iso(work.clock.now()),
      decision_reason: reason ?? null,
    }
    await keepRequest(work, next)
    const subject = `${request.project}/${request.environment}/${request.key}`
    const after = { state, request: request.id }
    await recordAudit(work, actorOf(caller), {
      action: 'flag.request-decided',
      id: subject,
      before: { state: 'pending' },
      after,
    })
    return presentRequest(next)
  })
}

function requireReason(reason = ''): void {
  if (reason.trim().length >= 3) return
  const fields = [{ field: 'body.reason', message: 'must say why, in 3 characters or more' }]
  throw invalid('flags.reason-missing', 'without a second person it needs a reason', { fields })
}

async function carriedOut(
  work: Work,
  request: StoredRequest,
  caller: Caller,
  { decision, reason }: Decision,
): Promise<ChangeRequest['state']> {
  if (decision === 'reject') return 'rejected'
  if (decision === 'withdraw') return 'withdrawn'
  const { action, actor } = request
  const isForced = decision === 'break_glass'
  const by: By = isForced
    ? byOf(caller, action, { break_glass: reason })
    : { action, actor, reason: `approved by ${caller.name}` }
  if (request.rollout)
    return rolledOut(work, request, request.rollout, { caller, reason: isForced ? reason : undefined })
  let outdated = false
  await changePlace(work, placeOf(request), by, now => {
    const keys = Object.keys(request.base)
    outdated = JSON.stringify(revisionsOf(now, keys)) !== JSON.stringify(request.base)
    if (outdated) return {}
    // Another request may have been put in force since this one was checked.
    requireSoundPrerequisites(now, new Map(request.flags) as NonNullable<Edits['flags']>)
    return {
      flags: new Map(request.flags) as NonNullable<Edits['flags']>,
      segments: new Map(request.segments) as NonNullable<Edits['segments']>,
      ...(request.settings ? { environment: request.settings } : {}),
    }
  })
  if (outdated) return 'outdated'
  return isForced ? 'forced' : 'approved'
}

type Agreed = { readonly caller: Caller; readonly reason: string | undefined }

/** With a reason: in an emergency, by the caller alone. */
async function rolledOut(
  work: Work,
  request: StoredRequest,
  rollout: Rollout,
  { caller, reason }: Agreed,
): Promise<ChangeRequest['state']> {
  const flag = (await current(work, placeOf(request))).flags.get(request.key)
  if (!flag || flag.revision !== request.base[request.key]) return 'outdated'
  const begun =
    reason === undefined
      ? { actor: request.actor, why: { approved_by: caller.name } }
      : { actor: actorOf(caller), why: { break_glass: reason } }
  await beginRollout(work, flag, rollout, begun)
  return reason === undefined ? 'approved' : 'forced'
}

import * as contract from '../../../contracts/flags/flag-governance.ts'
import { notFound } from '../../../contracts/refusals.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import { flagIn } from '../definitions/edit-flag.ts'
import { environmentRef } from '../definitions/flag.ts'
import { cachedEnvironment } from '../environments/load-environments.ts'
import { changePages, pagesById } from '../environments/pages.ts'
import type { EvaluationCountStore } from '../evaluation/evaluation-count-store.ts'
import { type Deps as ApprovalDeps, decideRequest } from './approval.ts'
import { authorOf } from './change-author.ts'
import { presentChangeRequest } from './change-request.ts'
import { orChangeRequest } from './create-change-request.ts'
import { requireRole } from './permission.ts'
import { revertChange } from './revert-change.ts'

type Deps = ApprovalDeps & { readonly countStore: EvaluationCountStore }

const requestPages = pagesById('change-requests')
const hourMs = 3_600_000

/** What was changed, by whom, back again; changes that wait for a second person; how much a flag is used. */
export function serveGovernance(deps: Deps): Served[] {
  return [
    serve(contract.ListFlagChanges, async ({ query }) => {
      const { items, next_cursor } = await changePages(query, from => deps.changes.list({ ...query, ...from }))
      return { items: items.map(({ change }) => change), next_cursor }
    }),
    serve(contract.RevertFlagChange, async ({ params, query, body, caller }) => {
      const change = await deps.changes.find(params.id)
      if (!change) throw notFound('flags.change-not-found', { id: params.id })
      await requireRole(deps, caller, change.project, 'editor')
      const by = authorOf(caller, 'reverted', { break_glass: query.break_glass, reason: body?.reason })
      return orChangeRequest(() => revertChange(deps, change, by, body?.anyway ?? false))
    }),
    serve(contract.GetEvaluationCounts, async ({ params, query }) => {
      const ref = environmentRef(query)
      const { key } = flagIn(cachedEnvironment(deps, ref), params.key)
      await deps.counts.flush()
      const rows = await deps.countStore.of(ref, key, iso(deps.clock.now() - (query.hours ?? 168) * hourMs))
      const hours = rows.map(({ hour, variant, count }) => ({
        at: hour,
        variant: variant === '' ? null : variant,
        count,
      }))
      return { key, hours, total: hours.reduce((sum, { count }) => sum + count, 0) }
    }),
    serve(contract.ListChangeRequests, async ({ query }) => {
      const { items, next_cursor } = await requestPages(query, from => deps.requests.list({ ...query, ...from }))
      return { items: items.map(presentChangeRequest), next_cursor }
    }),
    serve(contract.DecideChangeRequest, ({ params, body, caller }) => decideRequest(deps, params.id, caller, body)),
  ]
}

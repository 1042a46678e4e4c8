import * as contract from '../../../contracts/flag-governance.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { invalid, notFound } from '../../../kit/service/errors.ts'
import { type Served, serve } from '../../../kit/service/service.ts'
import { loadedAt } from '../definitions/definition-routes.ts'
import { flagIn } from '../definitions/edit-flag.ts'
import { placeOf } from '../definitions/flag.ts'
import { pageOf } from '../environments/json-column-store.ts'
import type { Work } from '../work.ts'
import { decideRequest, orProposal } from './approval.ts'
import { byOf } from './change-author.ts'
import { presentRequest } from './change-request.ts'
import { requireRole } from './permission.ts'
import { revertChange } from './revert-change.ts'

const hourMs = 3_600_000

/** What was changed, by whom, back again; changes that wait for a second person; how much a flag is used. */
export function serveGovernance(work: Work): Served[] {
  return [
    serve(contract.ListFlagChanges, async ({ query: { limit = 50, cursor, ...filter } }) => {
      if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
        const fields = [{ field: 'query.cursor', message: 'is not a cursor of this list' }]
        throw invalid('flags.cursor', 'the cursor is not one of ours', { fields })
      }
      const before = cursor === undefined ? undefined : Number(cursor)
      const found = await work.changes.list({ ...filter, before, limit: limit + 1 })
      const shown = found.slice(0, limit)
      const last = shown.at(-1)
      return {
        items: shown.map(({ change }) => change),
        next_cursor: found.length > limit && last ? String(last.seq) : null,
      }
    }),
    serve(contract.RevertFlagChange, async ({ params, query, body, caller }) => {
      const change = await work.changes.find(params.id)
      if (!change) throw notFound('flags.change-not-found', `there is no change "${params.id}"`)
      await requireRole(work, caller, change.project, 'editor')
      const by = byOf(caller, 'reverted', { break_glass: query.break_glass, reason: body?.reason })
      return orProposal(() => revertChange(work, change, by, body?.anyway ?? false))
    }),
    serve(contract.GetEvaluationCounts, async ({ params, query }) => {
      const place = placeOf(query)
      const { key } = flagIn(loadedAt(work, place), params.key)
      await work.counts.flush()
      const rows = await work.countStore.of(place, key, iso(work.clock.now() - (query.hours ?? 168) * hourMs))
      const hours = rows.map(({ hour, variant, count }) => ({
        at: hour,
        variant: variant === '' ? null : variant,
        count,
      }))
      return { key, hours, total: hours.reduce((sum, { count }) => sum + count, 0) }
    }),
    serve(contract.ListChangeRequests, async ({ query }) => {
      const { things, next_cursor } = await pageOf(work.requests, query)
      return { items: things.map(presentRequest), next_cursor }
    }),
    serve(contract.DecideChangeRequest, ({ params, body, caller }) => decideRequest(work, params.id, caller, body)),
  ]
}

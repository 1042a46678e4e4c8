import type { ListReportComments, ModerateReportComment, ReportComment } from '../../../contracts/reports.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { invalid, notFound } from '../../../kit/service/errors.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Work } from '../work.ts'
import type { StoredComment } from './comment-store.ts'

/** Newest first; the cursor is the sequence number of the last one shown. */
export async function listComments(
  work: Work,
  { limit = 50, cursor, state, component }: Input<typeof ListReportComments>['query'],
): Promise<Output<typeof ListReportComments>> {
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
    throw invalid('reports.invalid-cursor', 'pass next_cursor of an earlier answer, as it is', {
      fields: [{ field: 'query.cursor', message: 'is not a cursor of this list' }],
    })
  }
  const component_id = component === undefined ? undefined : work.components.named(component).id
  const before = cursor === undefined ? undefined : Number(cursor)
  const found = await work.comments.list({ state, component_id, before, limit: limit + 1 })
  const items = found.slice(0, limit)
  const last = items.at(-1)
  return {
    items: items.map(comment => shown(work, comment)),
    next_cursor: found.length > limit && last ? String(last.seq) : null,
  }
}

export function moderateComment(
  work: Work,
  id: string,
  { state }: Input<typeof ModerateReportComment>['body'],
  by: string,
): Promise<ReportComment> {
  const { store, comments, clock } = work
  return store.transaction(async () => {
    const comment = await comments.find(id)
    if (!comment) throw notFound('reports.no-comment', `there is no comment ${id}; see GET /api/v1/report-comments`)
    const isOpen = state === 'pending'
    const verdict = { state, moderated_at: isOpen ? null : iso(clock.now()), moderated_by: isOpen ? null : by }
    await comments.moderate(id, verdict)
    return shown(work, { ...comment, ...verdict })
  })
}

function shown({ components }: Work, { seq: _seq, component_id, ...comment }: StoredComment): ReportComment {
  const { slug, name } = components.find(component_id) ?? { slug: component_id, name: component_id }
  return { ...comment, component: { id: component_id, slug, name } }
}

import type { ListReportComments, ModerateReportComment, ReportComment } from '../../../contracts/reports.ts'
import { cursorOf, nextCursor } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import { invalid, notFound } from '../../../kit/service/errors.ts'
import type { Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import type { KnownComponents } from '../copies/known-components.ts'
import type { Made } from '../deps.ts'
import type { StoredComment } from './comment-store.ts'

type Deps = Pick<Made, 'store' | 'comments' | 'components' | 'clock'>

const cursors = cursorOf('reports.comments')

/** Newest first; a page begins behind the sequence number of the last one shown. */
export async function listComments(
  { comments, components }: Pick<Deps, 'comments' | 'components'>,
  { query: { limit = 50, cursor, state, component } }: Request<typeof ListReportComments>,
): Promise<Output<typeof ListReportComments>> {
  const key = cursor === undefined ? undefined : cursors.read(cursor)
  if (key === null) {
    throw invalid('reports.invalid-cursor', 'pass next_cursor of an earlier answer, as it is', {
      fields: [{ field: 'query.cursor', message: 'is not a cursor of this list' }],
    })
  }
  const component_id = component === undefined ? undefined : components.named(component).id
  const before = key === undefined ? undefined : Number(key)
  const found = await comments.list({ state, component_id, before, limit: limit + 1 })
  return {
    items: found.slice(0, limit).map(comment => shown(components, comment)),
    next_cursor: nextCursor(cursors, { found, limit }, ({ seq }) => String(seq)),
  }
}

export function moderateComment(
  { store, comments, clock, components }: Deps,
  { params: { id }, body: { state }, caller }: Request<typeof ModerateReportComment>,
): Promise<ReportComment> {
  return store.transaction(async () => {
    const comment = await comments.find(id)
    if (!comment) throw notFound('reports.no-comment', `there is no comment ${id}; see GET /api/v1/report-comments`)
    const isOpen = state === 'pending'
    const decision = {
      state,
      moderated_at: isOpen ? null : iso(clock.now()),
      moderated_by: isOpen ? null : caller.name,
    }
    await comments.moderate(id, decision)
    return shown(components, { ...comment, ...decision })
  })
}

function shown(components: KnownComponents, { seq: _seq, component_id, ...comment }: StoredComment): ReportComment {
  const { slug, name } = components.find(component_id) ?? { slug: component_id, name: component_id }
  return { ...comment, component: { id: component_id, slug, name } }
}

import { notFound } from '../../../contracts/refusals.ts'
import type { ListReportComments, ModerateReportComment, ReportComment } from '../../../contracts/reports.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Output } from '../../../kit/service/operation.ts'
import type { Request } from '../../../kit/service/service.ts'
import type { KnownComponents } from '../copies/known-components.ts'
import type { Made } from '../deps.ts'
import type { StoredComment } from './comment-store.ts'

type Deps = Pick<Made, 'store' | 'comments' | 'components' | 'clock'>

const pages = pagesOf(cursorOf('reports.comments', 'number', 'reports.invalid-cursor'), ({ seq }: StoredComment) => seq)

/** Newest first. */
export async function listComments(
  { comments, components }: Pick<Deps, 'comments' | 'components'>,
  { query: { component, ...query } }: Request<typeof ListReportComments>,
): Promise<Output<typeof ListReportComments>> {
  const component_id = component === undefined ? undefined : components.named(component).id
  const { items, next_cursor } = await pages(query, from => comments.list({ ...query, ...from, component_id }))
  return { items: items.map(comment => shown(components, comment)), next_cursor }
}

export function moderateComment(
  { store, comments, clock, components }: Deps,
  { params: { id }, body: { state }, caller }: Request<typeof ModerateReportComment>,
): Promise<ReportComment> {
  return store.transaction(async () => {
    const comment = await comments.find(id)
    if (!comment) throw notFound('reports.no-comment', { id })
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

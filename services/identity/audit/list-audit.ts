import type { ListAudit } from '../../../contracts/identity/identity.ts'
import type { AuditStore } from '../../../kit/audit/audit-store.ts'
import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'

const pages = pagesOf(cursorOf('identity.audit', 'number'), ({ seq }: { readonly seq: number }) => seq)

export async function listAudit(
  { audit }: { readonly audit: AuditStore },
  query: Input<typeof ListAudit>['query'],
): Promise<Output<typeof ListAudit>> {
  const since = query.since && iso(Date.parse(query.since))
  const until = query.until && iso(Date.parse(query.until))
  const { items, next_cursor } = await pages(query, from => audit.list({ ...query, since, until, ...from }))
  return { items: items.map(({ seq: _seq, ...record }) => record), next_cursor }
}

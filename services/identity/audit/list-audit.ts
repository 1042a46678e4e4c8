import type { ListAudit } from '../../../contracts/identity/identity.ts'
import type { AuditRecord } from '../../../kit/audit/audit-record.ts'
import type { AuditStore } from '../../../kit/audit/audit-store.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import { pagesOf } from './pages.ts'

const pages = pagesOf('audit', ({ seq }: AuditRecord & { readonly seq: number }) => String(seq))

export async function listAudit(
  { audit }: { readonly audit: AuditStore },
  query: Input<typeof ListAudit>['query'],
): Promise<Output<typeof ListAudit>> {
  const since = query.since && iso(Date.parse(query.since))
  const until = query.until && iso(Date.parse(query.until))
  const { rows, next_cursor } = await pages(query, from => audit.list({ ...query, since, until, ...from }))
  return { items: rows.map(({ seq: _seq, ...record }) => record), next_cursor }
}

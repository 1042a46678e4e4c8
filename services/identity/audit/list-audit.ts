import type { ListAudit } from '../../../contracts/identity.ts'
import { cursorOf, nextCursor } from '../../../kit/cursor/cursor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Input, Output } from '../../../kit/service/operation.ts'
import type { Work } from '../work.ts'
import { readCursor } from './read-cursor.ts'

const pages = cursorOf('identity.audit')

export async function listAudit(
  { audit }: Work,
  { limit = 50, cursor, since, until, ...filter }: Input<typeof ListAudit>['query'],
): Promise<Output<typeof ListAudit>> {
  const before = readCursor(pages, cursor)
  const found = await audit.list({
    ...filter,
    since: since && iso(Date.parse(since)),
    until: until && iso(Date.parse(until)),
    before: before === undefined ? undefined : Number(before),
    limit: limit + 1,
  })
  const items = found.slice(0, limit).map(({ seq: _seq, ...record }) => record)
  return { items, next_cursor: nextCursor(pages, { found, limit }, ({ seq }) => String(seq)) }
}

import type { ListAudit } from '../../contracts/identity.ts'
import { iso } from '../../kit/clock.ts'
import type { Input, Output } from '../../kit/operation.ts'
import { readCursor } from './read-cursor.ts'
import type { Work } from './work.ts'

export async function listAudit(
  { audit }: Work,
  { limit = 50, cursor, since, until, ...filter }: Input<typeof ListAudit>['query'],
): Promise<Output<typeof ListAudit>> {
  const before = readCursor(cursor, /^\d{1,15}$/)
  const found = await audit.list({
    ...filter,
    since: since && iso(Date.parse(since)),
    until: until && iso(Date.parse(until)),
    before: before === undefined ? undefined : Number(before),
    limit: limit + 1,
  })
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const items = shown.map(({ seq: _seq, ...record }) => record)
  return { items, next_cursor: found.length > limit && last ? String(last.seq) : null }
}

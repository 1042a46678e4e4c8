import type { ListAudit } from '../../contracts/identity.ts'
import { invalid } from '../../kit/errors.ts'
import type { Input, Output } from '../../kit/operation.ts'
import type { Work } from './work.ts'

export async function listAudit(
  { audit }: Work,
  { limit = 50, cursor, ...filter }: Input<typeof ListAudit>['query'],
): Promise<Output<typeof ListAudit>> {
  if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
    const message = 'is not a cursor of this list: take next_cursor of the page before'
    throw invalid('identity.bad-cursor', `query.cursor ${message}`, { fields: [{ field: 'query.cursor', message }] })
  }
  const before = cursor === undefined ? undefined : Number(cursor)
  const found = await audit.list({ ...filter, before, limit: limit + 1 })
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const items = shown.map(({ seq: _seq, ...record }) => record)
  return { items, next_cursor: found.length > limit && last ? String(last.seq) : null }
}

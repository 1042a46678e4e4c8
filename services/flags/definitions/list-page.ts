import { invalid } from '../../../kit/service/errors.ts'

type Asked = { readonly limit?: number | undefined; readonly cursor?: string | undefined }

/** One page of what is in memory, in its order; the cursor is a position. */
export function listPage<Item>(
  items: readonly Item[],
  { limit = 50, cursor }: Asked,
): { items: Item[]; next_cursor: string | null } {
  if (cursor !== undefined && !/^\d{1,9}$/.test(cursor)) {
    const fields = [{ field: 'query.cursor', message: 'is not a cursor of this list' }]
    throw invalid('flags.cursor', 'the cursor is not one of ours', { fields })
  }
  const from = Number(cursor ?? 0)
  const to = from + limit
  return { items: items.slice(from, to), next_cursor: to < items.length ? String(to) : null }
}

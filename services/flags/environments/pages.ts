import { pagesOf as cursorPagesOf } from '../../../kit/cursor/cursor.ts'
import { invalid } from '../../../kit/service/errors.ts'

type Query = { readonly limit?: number | undefined; readonly cursor?: string | undefined }

export const pagesOf = <Row>(list: string, keyOf: (row: Row) => string) =>
  cursorPagesOf(`flags.${list}`, keyOf, badCursor)

/** Of what is in memory, in its order; the cursor is a position, since keys of flags may be longer than a cursor. */
export function pageInMemory<Row>(all: readonly Row[], { limit = 50, cursor = '0' }: Query) {
  if (!/^\d{1,9}$/.test(cursor)) throw badCursor()
  const to = Number(cursor) + limit
  return { rows: all.slice(Number(cursor), to), next_cursor: to < all.length ? String(to) : null }
}

function badCursor() {
  const fields = [{ field: 'query.cursor', message: 'is not a cursor of this list' }]
  return invalid('flags.cursor', 'the cursor is not one of ours', { fields })
}

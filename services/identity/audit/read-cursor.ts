import type { Cursor } from '../../../kit/cursor/cursor.ts'
import { invalid } from '../../../kit/service/errors.ts'

/** The key behind which a page begins; undefined for the first one. */
export function readCursor(list: Cursor, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const key = list.read(cursor)
  if (key !== null) return key
  const message = 'is not a cursor of this list: take next_cursor of the page before'
  throw invalid('identity.bad-cursor', `query.cursor ${message}`, { fields: [{ field: 'query.cursor', message }] })
}

import type { Cursor } from '../../kit/cursor/cursor.ts'
import { invalid } from '../../kit/service/errors.ts'

/** The key behind which a page begins; undefined for the first one. */
export function readCursor(list: Cursor, cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined
  const key = list.read(cursor)
  if (key !== null) return key
  throw invalid('communications.invalid-cursor', `"${cursor}" is no cursor; take next_cursor of an earlier answer`, {
    fields: [{ field: 'query.cursor', message: 'is not a cursor of this list' }],
  })
}

/** Of lists whose order is a sequence number. */
export function readSequence(list: Cursor, cursor: string | undefined): number | undefined {
  const key = readCursor(list, cursor)
  return key === undefined ? undefined : Number(key)
}

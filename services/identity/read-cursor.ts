import { invalid } from '../../kit/errors.ts'

/** The cursor of a list is the id, or the number, of the last one shown. */
export function readCursor(cursor: string | undefined, form = /^[\w-]+$/): string | undefined {
  if (cursor === undefined || form.test(cursor)) return cursor
  const message = 'is not a cursor of this list: take next_cursor of the page before'
  throw invalid('identity.bad-cursor', `query.cursor ${message}`, { fields: [{ field: 'query.cursor', message }] })
}

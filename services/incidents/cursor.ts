import { type Cursor, cursorOf } from '../../kit/cursor/cursor.ts'
import { invalid } from '../../kit/service/errors.ts'

export type Page<Item> = { readonly items: Item[]; readonly next_cursor: string | null }

/** Of a list in the order of two columns, none of which has spaces in it. */
export type Place = readonly [first: string, second: string]

/** One page of a list: where it begins, and what it says of the next one. */
export function pageAfter(list: string, cursor: string | undefined) {
  const cursors: Cursor = cursorOf(list)
  const [first, second] = (cursor === undefined ? null : cursors.read(cursor))?.split(' ') ?? []
  const after: Place | undefined = first === undefined || second === undefined ? undefined : [first, second]
  if (cursor !== undefined && after === undefined) {
    const fields = [{ field: 'query.cursor', message: 'is not a cursor of this list' }]
    throw invalid('incidents.bad-cursor', 'pass next_cursor of the page before, as it is', { fields })
  }
  const next = (last: Place | undefined | false) => (last ? cursors.write(last.join(' ')) : null)
  return { after, next }
}

import { pagesOf as cursorPagesOf } from '../../../kit/cursor/cursor.ts'
import { invalid } from '../../../kit/service/errors.ts'

export const pagesOf = <Row>(list: string, keyOf: (row: Row) => string) =>
  cursorPagesOf(`identity.${list}`, keyOf, badCursor)

function badCursor() {
  const message = 'is not a cursor of this list: take next_cursor of the page before'
  return invalid('identity.bad-cursor', `query.cursor ${message}`, { fields: [{ field: 'query.cursor', message }] })
}

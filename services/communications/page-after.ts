import { invalid } from '../../kit/errors.ts'

/** Where a list goes on: the sequence number of the last row that was shown. */
export function pageAfter(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  throw invalid('communications.invalid-cursor', `"${cursor}" is no cursor; take next_cursor of an earlier answer`, {
    fields: [{ field: 'query.cursor', message: 'is not a cursor of this list' }],
  })
}

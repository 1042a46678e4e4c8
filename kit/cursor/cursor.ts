import { createHash } from 'node:crypto'

export type Cursor = {
  /** Behind this row, whose place in the order of the list `key` names. */
  write(key: string): string
  /** Null for what this list has not written. */
  read(cursor: string): string | null
}

const tagBytes = 6

/** The cursor of one list: `list` is a name that no other list has, and says in which order it is. */
export function cursorOf(list: string): Cursor {
  const tagOf = (key: string): Buffer => createHash('sha256').update(`${list}\n${key}`).digest().subarray(0, tagBytes)
  return {
    write: key => Buffer.concat([tagOf(key), Buffer.from(key)]).toString('base64url'),
    read: cursor => {
      const bytes = Buffer.from(cursor, 'base64url')
      const key = bytes.subarray(tagBytes).toString()
      // Written anew it must be the same: Node reads over what is no base64url.
      return key !== '' && tagOf(key).equals(bytes.subarray(0, tagBytes)) && bytes.toString('base64url') === cursor
        ? key
        : null
    },
  }
}

/** Of one more row than the page shows: where the next page begins, when there is one. */
export function nextCursor<Row>(
  list: Cursor,
  { found, limit }: { readonly found: readonly Row[]; readonly limit: number },
  keyOf: (last: Row) => string,
): string | null {
  const last = found[limit - 1]
  return found.length > limit && last !== undefined ? list.write(keyOf(last)) : null
}

type Query = { readonly limit?: number | undefined; readonly cursor?: string | undefined }
type From = { readonly after: string | undefined; readonly limit: number }

/** Pages of the list, in the order of `keyOf`. `badCursor` is thrown for what the list has not written. */
export function pagesOf<Row>(list: string, keyOf: (row: Row) => string, badCursor: () => Error) {
  const cursors = cursorOf(list)
  return async ({ limit = 50, cursor }: Query, find: (from: From) => Promise<Row[]>) => {
    const after = cursor === undefined ? undefined : cursors.read(cursor)
    if (after === null) throw badCursor()
    const found = await find({ after, limit: limit + 1 })
    return { rows: found.slice(0, limit), next_cursor: nextCursor(cursors, { found, limit }, keyOf) }
  }
}

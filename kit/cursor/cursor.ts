import { createHash } from 'node:crypto'
import { badCursor } from '../service/refusals.ts'

/** What the key of a row consists of: one column of the order of its list, or several. */
type Part = 'text' | 'number'
type Shape = Part | readonly Part[]
type Value<Of> = Of extends 'number' ? number : string
export type Key<Of extends Shape> = Of extends readonly Part[]
  ? { readonly [Place in keyof Of]: Value<Of[Place]> }
  : Value<Of>

export type Cursors<RowKey> = {
  /** Behind the row of this key. */
  write(key: RowKey): string
  /** Behind which row a page begins; undefined for the first page. Refuses what this list has not written. */
  read(cursor: string | undefined): RowKey | undefined
}

export type Page<Item> = { readonly items: Item[]; readonly next_cursor: string | null }

const tagBytes = 6

/**
 * The cursors of one list. `list` is the service and a name that no other list of it has; `code` is that of the refusal,
 * where it is not `<service>.bad-cursor`.
 */
export function cursorOf<const Of extends Shape>(
  list: `${string}.${string}`,
  shape: Of,
  code = `${list.split('.')[0]}.bad-cursor`,
): Cursors<Key<Of>> {
  const tagOf = (text: string): Buffer => createHash('sha256').update(`${list}\n${text}`).digest().subarray(0, tagBytes)
  const decode = (cursor: string): Key<Of> | undefined => {
    const bytes = Buffer.from(cursor, 'base64url')
    const text = bytes.subarray(tagBytes).toString()
    // Written anew it must be the same: Node reads over what is no base64url. PostgreSQL has no texts with \0.
    const isOurs = tagOf(text).equals(bytes.subarray(0, tagBytes)) && bytes.toString('base64url') === cursor
    return isOurs && !text.includes('\0') ? keyIn(text, shape) : undefined
  }
  return {
    write: key => {
      const text = typeof key === 'string' ? key : JSON.stringify(key)
      return Buffer.concat([tagOf(text), Buffer.from(text)]).toString('base64url')
    },
    read: cursor => {
      const key = cursor === undefined ? undefined : decode(cursor)
      if (cursor === undefined || key !== undefined) return key
      throw badCursor(code)
    },
  }
}

/** Undefined when it is not of the shape: the tag is no secret, so that anybody can write one. */
function keyIn<Of extends Shape>(text: string, shape: Of): Key<Of> | undefined {
  if (shape === 'text') return text === '' ? undefined : (text as Key<Of>)
  try {
    const key: unknown = JSON.parse(text)
    return hasShape(key, shape) ? (key as Key<Of>) : undefined
  } catch {
    return undefined
  }
}

function hasShape(key: unknown, shape: Shape): boolean {
  if (shape === 'number') return Number.isSafeInteger(key)
  if (shape === 'text') return typeof key === 'string' && !key.includes('\0')
  return Array.isArray(key) && key.length === shape.length && shape.every((part, place) => hasShape(key[place], part))
}

type Query = { readonly limit?: number | undefined; readonly cursor?: string | undefined }
type From<RowKey> = { readonly after: RowKey | undefined; readonly limit: number }

/** Pages of a list in the order of `keyOf`. One more row than the page shows is asked for, to know whether there is another page. */
export function pagesOf<Row, RowKey>(cursors: Cursors<RowKey>, keyOf: (row: Row) => RowKey) {
  return async <Found extends Row>(
    { limit = 50, cursor }: Query,
    find: (from: From<RowKey>) => Promise<readonly Found[]> | readonly Found[],
  ): Promise<Page<Found>> => {
    const found = await find({ after: cursors.read(cursor), limit: limit + 1 })
    const items = found.slice(0, limit)
    const last = items.at(-1)
    return { items, next_cursor: last && found.length > limit ? cursors.write(keyOf(last)) : null }
  }
}

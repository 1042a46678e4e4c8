import type { Static, TObject } from 'typebox'
import { Value } from 'typebox/value'
import { invalid } from '../../kit/service/errors.ts'

export type Page<Item> = { readonly items: Item[]; readonly next_cursor: string | null }

/** A part of a list, and whether there is more behind it. */
export type Listed<Item> = { readonly items: Item[]; readonly more: boolean }

/** `place` says where the next page begins. */
export function shownPage<Item>({ items, more }: Listed<Item>, place: (item: Item) => object): Page<Item> {
  const last = more ? items.at(-1) : undefined
  const next_cursor = last === undefined ? null : Buffer.from(JSON.stringify(place(last))).toString('base64url')
  return { items, next_cursor }
}

/** `found` is one longer than the page when there is more. */
export const pageOf = <Item>(found: readonly Item[], limit: number, place: (item: Item) => object): Page<Item> =>
  shownPage({ items: found.slice(0, limit), more: found.length > limit }, place)

export function readCursor<Place extends TObject>(cursor: string | undefined, place: Place): Static<Place> | undefined {
  if (cursor === undefined) return undefined
  const value = parsed(Buffer.from(cursor, 'base64url').toString())
  if (Value.Check(place, value)) return value
  const fields = [{ field: 'query.cursor', message: 'is not a cursor of this list' }]
  throw invalid('incidents.bad-cursor', 'pass next_cursor of the page before, as it is', { fields })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

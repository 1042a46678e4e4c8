import { cursorOf, pagesOf } from '../../../kit/cursor/cursor.ts'

const code = 'flags.cursor'

/** Of rows whose ids are in the order in which they were made. */
export const pagesById = (list: string) =>
  pagesOf(cursorOf(`flags.${list}`, 'text', code), ({ id }: { readonly id: string }) => id)

export const changePages = pagesOf(
  cursorOf('flags.changes', 'number', code),
  ({ seq }: { readonly seq: number }) => seq,
)

/** Of what is in memory. */
export function pagesByKey(list: string) {
  const pages = pagesOf(cursorOf(`flags.${list}`, 'text', code), ({ key }: { readonly key: string }) => key)
  return <Row extends { readonly key: string }>(rows: readonly Row[], query: Parameters<typeof pages>[0]) =>
    pages(query, ({ after = '', limit }) =>
      rows
        .filter(({ key }) => key > after)
        .sort((one, other) => (one.key < other.key ? -1 : 1))
        .slice(0, limit),
    )
}

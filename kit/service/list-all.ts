type Query = { readonly limit: number; readonly cursor?: string }
type Page<Item> = { readonly items: readonly Item[]; readonly next_cursor: string | null }

/** What a list operation of another service has, page after page; of very much only the first `most`. */
export async function listAll<Item>(
  ask: (query: Query) => Promise<Page<Item>>,
  { limit = 100, most = Number.POSITIVE_INFINITY } = {},
): Promise<Item[]> {
  const all: Item[] = []
  for (let cursor: string | null | undefined; cursor !== null && all.length < most; ) {
    const page: Page<Item> = await ask(cursor ? { limit, cursor } : { limit })
    all.push(...page.items)
    cursor = page.next_cursor
  }
  return all
}

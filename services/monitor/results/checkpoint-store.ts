import type { Store } from '../../../kit/store/store.ts'

type MarkTables = { lookout_mark: { name: string; value: string } }

/**
 * How far the lookout itself has come. `seen`: when it was last alive. `compacted`: `<seq> <check>`, the batches and
 * checks that are in chunks. `rolled`: the last day whose results are rolled up.
 */
export type Mark = 'seen' | 'compacted' | 'rolled'

export async function readMark(store: Store, name: Mark): Promise<string | null> {
  const row = await store
    .query<MarkTables>()
    .selectFrom('lookout_mark')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.value ?? null
}

export async function writeMark(store: Store, name: Mark, value: string): Promise<void> {
  await store
    .query<MarkTables>()
    .insertInto('lookout_mark')
    .values({ name, value })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

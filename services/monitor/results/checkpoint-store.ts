import type { Store } from '../../../kit/store/store.ts'

type MarkTables = { lookout_mark: { name: string; value: string } }

/**
 * How far the lookout itself has come. `seen`: when it was last alive. `compacted`: `<seq> <check>`, the batches and
 * checks that are in chunks. `rolled`: the last day whose results are rolled up.
 */
export type Checkpoint = 'seen' | 'compacted' | 'rolled'

export async function readCheckpoint(store: Store, name: Checkpoint): Promise<string | null> {
  const row = await store
    .query<MarkTables>()
    .selectFrom('lookout_mark')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.value ?? null
}

export async function writeCheckpoint(store: Store, name: Checkpoint, value: string): Promise<void> {
  await store
    .query<MarkTables>()
    .insertInto('lookout_mark')
    .values({ name, value })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ value }))
    .execute()
}

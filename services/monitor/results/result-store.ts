import { iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import { readCheckpoint, writeCheckpoint } from './checkpoint-store.ts'
import type { ResultColumns } from './result-columns.ts'

type ResultTables = {
  result_batch: { seq: number; data: string }
  result_chunk: { seq: number; check_number: number; from_at: string; to_at: string; data: Uint8Array }
}

/** Many results of one check in a row. */
export type Chunk = { readonly check: number; readonly from: number; readonly to: number; readonly data: Uint8Array }

/** Batches up to `seq` are in chunks for the checks up to `check`. */
export type Compacted = { readonly seq: number; readonly check: number }

export async function insertBatch(store: Store, seq: number, columns: ResultColumns): Promise<void> {
  await store
    .query<ResultTables>()
    .insertInto('result_batch')
    .values({ seq, data: JSON.stringify(columns) })
    .execute()
}

export async function readBatches(
  store: Store,
  after: number,
  limit: number,
): Promise<{ seq: number; columns: ResultColumns }[]> {
  const rows = await store
    .query<ResultTables>()
    .selectFrom('result_batch')
    .selectAll()
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
  return rows.map(({ seq, data }) => ({ seq, columns: JSON.parse(data) as ResultColumns }))
}

/** Of the last batch that was ever written; those that are in chunks by now are gone. */
export async function readLastSeq(store: Store): Promise<number> {
  const batches = store.query<ResultTables>().selectFrom('result_batch')
  const { last } = await batches.select(({ fn }) => fn.max('seq').as('last')).executeTakeFirstOrThrow()
  return Math.max(last ?? 0, (await readCompacted(store)).seq)
}

/** The oldest `limit` batches up to `through`; false when none was left. */
export async function deleteBatches(store: Store, through: number, limit: number): Promise<boolean> {
  const { seq } = (await store
    .query<ResultTables>()
    .selectFrom('result_batch')
    .select('seq')
    .where('seq', '<=', through)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst()) ?? { seq: null }
  if (seq === null) return false
  await store
    .query<ResultTables>()
    .deleteFrom('result_batch')
    .where('seq', '<', Math.min(through + 1, seq + limit))
    .execute()
  return true
}

export async function insertChunks(store: Store, chunks: readonly Chunk[]): Promise<void> {
  if (chunks.length === 0) return
  const rows = chunks.map(({ check, from, to, data }) => ({
    check_number: check,
    from_at: iso(from),
    to_at: iso(to),
    data,
  }))
  await store
    .query<ResultTables>()
    .insertInto('result_chunk')
    .values(rows as never)
    .execute()
}

export type ChunkRange = {
  readonly check: number
  readonly from: number
  /** Not included. */
  readonly before: number
}

/** The chunks that overlap a range, latest end first. */
export async function readChunks(
  store: Store,
  range: ChunkRange,
  { limit, skip }: { limit: number; skip: number },
): Promise<Chunk[]> {
  const rows = await store
    .query<ResultTables>()
    .selectFrom('result_chunk')
    .select(['from_at', 'to_at', 'data'])
    .where('check_number', '=', range.check)
    .where('to_at', '>=', iso(range.from))
    .where('from_at', '<', iso(range.before))
    .orderBy('to_at', 'desc')
    .limit(limit)
    .offset(skip)
    .execute()
  return rows.map(({ from_at, to_at, data }) => ({
    check: range.check,
    from: Date.parse(from_at),
    to: Date.parse(to_at),
    data,
  }))
}

export async function deleteChunks(store: Store, check: number, before: number): Promise<void> {
  await store
    .query<ResultTables>()
    .deleteFrom('result_chunk')
    .where('check_number', '=', check)
    .where('to_at', '<', iso(before))
    .execute()
}

export async function readCompacted(store: Store): Promise<Compacted> {
  const [seq, check] = ((await readCheckpoint(store, 'compacted')) ?? '0 0').split(' ').map(Number)
  return { seq: seq ?? 0, check: check ?? 0 }
}

export async function writeCompacted(store: Store, { seq, check }: Compacted): Promise<void> {
  await writeCheckpoint(store, 'compacted', `${seq} ${check}`)
}

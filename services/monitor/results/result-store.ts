import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Generated } from 'kysely'
import type { Rollup, RollupStep } from '../../../contracts/monitor/monitor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'
import type { ResultColumns } from './result-buffer.ts'

type ResultTables = {
  result_batch: { seq: number; data: string }
  result_chunk: { seq: Generated<number>; check_number: number; from_at: string; to_at: string; data: Uint8Array }
}

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
  await store.query<ResultTables>().insertInto('result_chunk').values(rows).execute()
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

type RollupTables = {
  result_rollup: { check_number: number; step: RollupStep; from_at: string; data: Uint8Array }
}

const fields = [
  'count',
  'up',
  'degraded',
  'down',
  'unknown',
  'min_ms',
  'mean_ms',
  'max_ms',
  'p50_ms',
  'p95_ms',
  'p99_ms',
] as const

export type RollupDay = { readonly check: number; readonly step: RollupStep; readonly from: number }

export async function saveRollups(
  store: Store,
  { check, step, from }: RollupDay,
  rollups: readonly Rollup[],
): Promise<void> {
  const rows = rollups.map(rollup => [Date.parse(rollup.at) - from, ...fields.map(field => rollup[field])])
  const data = deflateRawSync(JSON.stringify(rows))
  await store
    .query<RollupTables>()
    .insertInto('result_rollup')
    .values({ check_number: check, step, from_at: iso(from), data })
    .onConflict(conflict => conflict.columns(['check_number', 'step', 'from_at']).doUpdateSet({ data }))
    .execute()
}

export type RollupRange = {
  readonly check: number
  readonly step: RollupStep
  readonly from: number
  /** Not included. */
  readonly before: number
}

export async function readRollups(store: Store, range: RollupRange, days: number): Promise<Rollup[]> {
  const rows = await store
    .query<RollupTables>()
    .selectFrom('result_rollup')
    .select(['from_at', 'data'])
    .where('check_number', '=', range.check)
    .where('step', '=', range.step)
    .where('from_at', '>=', iso(range.from))
    .where('from_at', '<', iso(range.before))
    .orderBy('from_at', 'desc')
    .limit(days)
    .execute()
  return rows.flatMap(({ from_at, data }) => {
    const start = Date.parse(from_at)
    const stored: (number | null)[][] = JSON.parse(inflateRawSync(data).toString())
    return stored.map(([offset, ...values]) => toRollup(start + (offset ?? 0), values)).reverse()
  })
}

export async function deleteRollups(store: Store, { check, step, before }: Omit<RollupRange, 'from'>): Promise<void> {
  await store
    .query<RollupTables>()
    .deleteFrom('result_rollup')
    .where('check_number', '=', check)
    .where('step', '=', step)
    .where('from_at', '<', iso(before))
    .execute()
}

function toRollup(at: number, values: readonly (number | null)[]): Rollup {
  const named = Object.fromEntries(fields.map((field, index) => [field, values[index] ?? null]))
  return { at: iso(at), ...named } as Rollup
}

type MarkTables = { lookout_mark: { name: string; value: string } }

/**
 * How far this program has come. `seen`: when it was last alive. `compacted`: `<seq> <check>`, the batches and
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

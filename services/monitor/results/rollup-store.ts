import { deflateRawSync, inflateRawSync } from 'node:zlib'
import type { Rollup, RollupStep } from '../../../contracts/monitor.ts'
import { iso } from '../../../kit/runtime/clock.ts'
import type { Store } from '../../../kit/store/store.ts'

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

/** One day of one check. */
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

/** Whole days, newest first. */
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

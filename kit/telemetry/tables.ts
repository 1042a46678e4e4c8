import type { Generated } from 'kysely'
import { optional, required } from '../store/columns.ts'
import type { Migrations } from '../store/store.ts'

/** Samples of one series in one block of time, as a sealing found them; `gen` grows with each later one. */
export type ChunkRow = {
  readonly block: number
  readonly series_id: number
  readonly gen: number
  readonly count: number
  readonly samples: Uint8Array
}

/** `level`: seconds of a bucket. `slot`: number of the span of time whose buckets are in this row. */
export type RollupRow = {
  readonly level: number
  readonly slot: number
  readonly series_id: number
  readonly buckets: Uint8Array
}

export type SeriesTableRow = {
  readonly id: Generated<number>
  readonly tenant: string
  readonly name: string
  readonly labels: string
  readonly unit: string | null
  /** JSON. */
  readonly meta: string | null
  readonly class: string
  readonly first_at: number
  readonly last_at: number
  readonly last_value: number | null
}

export type TelemetryTables = {
  telemetry_series: SeriesTableRow
  telemetry_chunk: ChunkRow
  telemetry_rollup: RollupRow
  /** How far the log lies in the database: one row. */
  telemetry_state: { readonly name: 'sealed'; readonly value: string }
  /** Empty, but after a restore: the log as the backup found it. */
  telemetry_segment: { readonly name: string; readonly part: number; readonly bytes: Uint8Array }
}

/** Of the services that keep telemetry; each adds them to its own. */
export const telemetryMigrations: Migrations = {
  '0000-telemetry': {
    up: async (db, column) => {
      await column
        .serial(db.schema.createTable('telemetry_series'), 'id')
        .$call(required('text', 'tenant', 'name', 'labels', 'class'))
        .$call(optional('text', 'unit', 'meta'))
        .$call(required(column.number, 'first_at', 'last_at'))
        .$call(optional(column.number, 'last_value'))
        .execute()
      // The block comes first: what is written together lies together, and so does what is deleted together.
      await db.schema
        .createTable('telemetry_chunk')
        .$call(required('integer', 'block', 'series_id', 'gen', 'count'))
        .$call(required(column.blob, 'samples'))
        .addPrimaryKeyConstraint('telemetry_chunk_key', ['block', 'series_id', 'gen'])
        .execute()
      await db.schema
        .createTable('telemetry_rollup')
        .$call(required('integer', 'level', 'slot', 'series_id'))
        .$call(required(column.blob, 'buckets'))
        .addPrimaryKeyConstraint('telemetry_rollup_key', ['level', 'slot', 'series_id'])
        .execute()
      await db.schema
        .createTable('telemetry_state')
        .addColumn('name', 'text', c => c.primaryKey())
        .$call(required('text', 'value'))
        .execute()
      await db.schema
        .createTable('telemetry_segment')
        .$call(required('text', 'name'))
        .$call(required('integer', 'part'))
        .$call(required(column.blob, 'bytes'))
        .execute()
    },
  },
}

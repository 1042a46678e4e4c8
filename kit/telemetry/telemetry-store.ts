import type { Selectable } from 'kysely'
import { inPages } from '../store/in-pages.ts'
import { SqlStore } from '../store/sql-store.ts'
import { upsert } from '../store/upsert.ts'
import { nothingSent, type Totals } from './log/ledger.ts'
import type { Description, Meta, SeriesRow } from './series/series-index.ts'
import type { ChunkRow, RollupRow, SeriesTableRow, TelemetryTables } from './tables.ts'

/**
 * `up_to`: samples of the log up to this number lie in the database. `part`: of those that follow, up to another number, the
 * ones of the series up to an id, `moved` in all.
 */
export type Sealed = Totals & { readonly up_to: number; readonly part: SealedPart | null }
export type SealedPart = { readonly up_to: number; readonly series_id: number; readonly moved: number }

export type Place = { readonly block: number; readonly series_id: number }
export type NewSeries = Omit<SeriesRow, 'id'>
export type LastSample = Pick<SeriesRow, 'id' | 'first_at' | 'last_at' | 'last_value'>

/** Both engines bound the number of parameters of a statement. */
const idsAtOnce = 1_000
const blocksAtOnce = 500
const rowsAtOnce = 200

export class TelemetryStore extends SqlStore<TelemetryTables> {
  async *series(): AsyncGenerator<SeriesRow> {
    const pages = inPages<Selectable<SeriesTableRow>>(after =>
      this.db
        .selectFrom('telemetry_series')
        .selectAll()
        .where('id', '>', after?.id ?? 0)
        .orderBy('id')
        .limit(1_000)
        .execute(),
    )
    for await (const page of pages)
      for (const row of page) {
        const meta = row.meta === null ? null : (JSON.parse(row.meta) as SeriesRow['meta'])
        yield { ...row, labels: JSON.parse(row.labels) as SeriesRow['labels'], meta }
      }
  }

  /** Answers their ids, in the same order. */
  async addSeries(all: readonly NewSeries[]): Promise<number[]> {
    const ids: number[] = []
    for (const series of all) {
      const row = { ...series, labels: JSON.stringify(series.labels), meta: jsonOf(series.meta) }
      const added = this.db.insertInto('telemetry_series').values(row).returning('id')
      ids.push((await added.executeTakeFirstOrThrow()).id)
    }
    return ids
  }

  async describe(ids: readonly number[], { unit, meta }: Description): Promise<void> {
    for (let from = 0; from < ids.length; from += idsAtOnce)
      await this.db
        .updateTable('telemetry_series')
        .set({ unit, meta: jsonOf(meta) })
        .where('id', 'in', ids.slice(from, from + idsAtOnce))
        .execute()
  }

  async noteLast(all: readonly LastSample[]): Promise<void> {
    for (const { id, ...change } of all)
      await this.db.updateTable('telemetry_series').set(change).where('id', '=', id).execute()
  }

  async sealed(): Promise<Sealed> {
    const row = await this.db.selectFrom('telemetry_state').select('value').executeTakeFirst()
    return row ? (JSON.parse(row.value) as Sealed) : { ...nothingSent, up_to: 0, part: null }
  }

  async noteSealed(sealed: Sealed): Promise<void> {
    await upsert(this.store, 'telemetry_state', [{ name: 'sealed', value: JSON.stringify(sealed) }], ['name'])
  }

  /** How many generations there are, by block and series. */
  async generations(
    blocks: readonly number[],
    ids: readonly number[],
  ): Promise<(Place & { readonly gens: number; readonly last: number })[]> {
    const found = await this.#everywhere(blocks, ids, (some, of) =>
      this.db
        .selectFrom('telemetry_chunk')
        .select(({ fn }) => ['block', 'series_id', fn.countAll<number>().as('gens'), fn.max<number>('gen').as('last')])
        .where('block', 'in', some)
        .where('series_id', 'in', of)
        .groupBy(['block', 'series_id'])
        .execute(),
    )
    return found.map(row => ({ ...row, gens: Number(row.gens) }))
  }

  chunks(blocks: readonly number[], ids: readonly number[]): Promise<ChunkRow[]> {
    return this.#everywhere(blocks, ids, (some, of) =>
      this.db
        .selectFrom('telemetry_chunk')
        .selectAll()
        .where('block', 'in', some)
        .where('series_id', 'in', of)
        .orderBy('block')
        .orderBy('gen')
        .execute(),
    )
  }

  rollups(level: number, slots: readonly number[], ids: readonly number[]): Promise<RollupRow[]> {
    return this.#everywhere(slots, ids, (some, of) =>
      this.db
        .selectFrom('telemetry_rollup')
        .selectAll()
        .where('level', '=', level)
        .where('slot', 'in', some)
        .where('series_id', 'in', of)
        .execute(),
    )
  }

  /** Every block and every id is named: of a range the whole of all series would be read. */
  async #everywhere<Row>(
    blocks: readonly number[],
    ids: readonly number[],
    read: (blocks: readonly number[], ids: readonly number[]) => Promise<Row[]>,
  ): Promise<Row[]> {
    const rows: Row[] = []
    for (let from = 0; from < ids.length; from += idsAtOnce) {
      for (let block = 0; block < blocks.length; block += blocksAtOnce) {
        const found = await read(blocks.slice(block, block + blocksAtOnce), ids.slice(from, from + idsAtOnce))
        for (const row of found) rows.push(row)
      }
    }
    return rows
  }

  async addChunks(rows: readonly ChunkRow[]): Promise<void> {
    for (let from = 0; from < rows.length; from += rowsAtOnce)
      await this.db
        .insertInto('telemetry_chunk')
        .values(rows.slice(from, from + rowsAtOnce))
        .execute()
  }

  async dropChunks({ block, series_id }: Place): Promise<void> {
    const gone = this.db.deleteFrom('telemetry_chunk').where('block', '=', block)
    await gone.where('series_id', '=', series_id).execute()
  }

  putRollups(rows: readonly RollupRow[]): Promise<void> {
    return upsert(this.store, 'telemetry_rollup', rows, ['level', 'slot', 'series_id'])
  }

  /** Chunks of these series in blocks before this one. */
  async expireChunks(ids: readonly number[], before: number): Promise<void> {
    for (let from = 0; from < ids.length; from += idsAtOnce)
      await this.db
        .deleteFrom('telemetry_chunk')
        .where('block', '<', before)
        .where('series_id', 'in', ids.slice(from, from + idsAtOnce))
        .execute()
  }

  async expireRollups(level: number, ids: readonly number[], before: number): Promise<void> {
    for (let from = 0; from < ids.length; from += idsAtOnce)
      await this.db
        .deleteFrom('telemetry_rollup')
        .where('level', '=', level)
        .where('slot', '<', before)
        .where('series_id', 'in', ids.slice(from, from + idsAtOnce))
        .execute()
  }

  async deleteSeries(ids: readonly number[]): Promise<void> {
    for (let from = 0; from < ids.length; from += idsAtOnce) {
      const some = ids.slice(from, from + idsAtOnce)
      await this.db.deleteFrom('telemetry_chunk').where('series_id', 'in', some).execute()
      await this.db.deleteFrom('telemetry_rollup').where('series_id', 'in', some).execute()
      await this.db.deleteFrom('telemetry_series').where('id', 'in', some).execute()
    }
  }

  /** What a restore has left here. */
  segments(): Promise<{ readonly name: string; readonly part: number; readonly bytes: Uint8Array }[]> {
    return this.db.selectFrom('telemetry_segment').selectAll().orderBy('name').orderBy('part').execute()
  }

  async forgetSegments(): Promise<void> {
    await this.db.deleteFrom('telemetry_segment').execute()
  }
}

const jsonOf = (meta: Meta | null): string | null => (meta === null ? null : JSON.stringify(meta))

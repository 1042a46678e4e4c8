import { type Generated, sql } from 'kysely'
import type { ReportCategory } from '../../../contracts/reports.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import { type Counts, type CountsByComponent, noCounts } from '../submission/minute-counts.ts'

type Tables = {
  report_batch: { seq: Generated<number>; minute: number; tallies: string }
  report_minute: { component_id: string; minute: number; category: string; weight: number }
  blind_time: { from_minute: number; to_minute: number }
}

export type Span = { readonly from: number /** Not included. */; readonly before: number }
export type Bin = { readonly bin: number; readonly category: ReportCategory; readonly weight: number }

/** What was reported: batches until their minute is evaluated, then one row per component, minute and category. */
export class ReportStore extends SqlStore<Tables> {
  async addBatch(minute: number, counts: CountsByComponent): Promise<void> {
    const row = { minute, tallies: JSON.stringify([...counts]) }
    await this.db.insertInto('report_batch').values(row).execute()
  }

  async batches(): Promise<{ minute: number; counts: [string, Counts][] }[]> {
    const rows = await this.db.selectFrom('report_batch').select(['minute', 'tallies']).orderBy('seq').execute()
    return rows.map(({ minute, tallies }) => ({ minute, counts: JSON.parse(tallies) }))
  }

  async deleteBatches(through_minute: number): Promise<void> {
    await this.db.deleteFrom('report_batch').where('minute', '<=', through_minute).execute()
  }

  /** What was stored while the clock was ahead of the time happens at this minute, the present one. */
  async returnToPresent(minute: number): Promise<void> {
    await this.db.updateTable('report_batch').set({ minute }).where('minute', '>', minute).execute()
    const ahead = await this.db
      .selectFrom('report_minute')
      .select(({ fn }) => ['component_id', 'category', fn.sum<number>('weight').as('weight')])
      .where('minute', '>', minute)
      .groupBy(['component_id', 'category'])
      .execute()
    await this.db.deleteFrom('report_minute').where('minute', '>', minute).execute()
    for (const { component_id, category, weight } of ahead) {
      await this.addMinute(minute, new Map([[component_id, { ...noCounts, categories: { [category]: weight } }]]))
    }
  }

  async addMinute(minute: number, counts: CountsByComponent): Promise<void> {
    for (const [component_id, { categories }] of counts) {
      for (const [category, weight] of Object.entries(categories)) {
        await this.db
          .insertInto('report_minute')
          .values({ component_id, minute, category, weight })
          .onConflict(conflict =>
            conflict
              .columns(['component_id', 'minute', 'category'])
              .doUpdateSet(({ eb, ref }) => ({ weight: eb('report_minute.weight', '+', ref('excluded.weight')) })),
          )
          .execute()
      }
    }
  }

  /** Sums of bins of 15 minutes, counted from the epoch. */
  async bins(component_id: string, span: Span): Promise<Bin[]> {
    const rows = await this.#minutes(component_id, span)
      .select(({ fn }) => [sql<number>`minute / 15`.as('bin'), 'category', fn.sum<number>('weight').as('weight')])
      .groupBy(['bin', 'category'])
      .execute()
    return rows.map(row => ({ ...row, category: row.category as ReportCategory }))
  }

  async totals({ from, before }: Span): Promise<ReadonlyMap<string, number>> {
    const query = this.db.selectFrom('report_minute').where('minute', '>=', from).where('minute', '<', before)
    const sums = query.select(({ fn }) => ['component_id', fn.sum<number>('weight').as('weight')])
    const rows = await sums.groupBy('component_id').execute()
    return new Map(rows.map(({ component_id, weight }) => [component_id, weight]))
  }

  async byMinute(component_id: string, span: Span): Promise<ReadonlyMap<number, number>> {
    const query = this.#minutes(component_id, span).select(({ fn }) => [
      'minute',
      fn.sum<number>('weight').as('weight'),
    ])
    const rows = await query.groupBy('minute').execute()
    return new Map(rows.map(({ minute, weight }) => [minute, weight]))
  }

  async byCategory(component_id: string, span: Span): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#minutes(component_id, span)
      .select(({ fn }) => ['category', fn.sum<number>('weight').as('weight')])
      .groupBy('category')
      .execute()
    return new Map(rows.map(({ category, weight }) => [category, weight]))
  }

  /** While the program did not run, silence says nothing. */
  async addBlindTime({ from, before }: Span): Promise<void> {
    await upsert(this.store, 'blind_time', [{ from_minute: from, to_minute: before }], ['from_minute'])
  }

  async blindTimes({ from, before }: Span): Promise<Span[]> {
    const query = this.db.selectFrom('blind_time').selectAll().where('to_minute', '>', from)
    const rows = await query.where('from_minute', '<', before).execute()
    return rows.map(row => ({ from: row.from_minute, before: row.to_minute }))
  }

  async forgetBefore(minute: number): Promise<void> {
    await this.db.deleteFrom('report_minute').where('minute', '<', minute).execute()
    await this.db.deleteFrom('blind_time').where('to_minute', '<', minute).execute()
  }

  #minutes(component_id: string, { from, before }: Span) {
    return this.db
      .selectFrom('report_minute')
      .where('component_id', '=', component_id)
      .where('minute', '>=', from)
      .where('minute', '<', before)
  }
}

import type { Store } from '../../../kit/store/store.ts'
import type { Baseline, LearnedHour } from './baseline.ts'

/** The largest evidence within one hour. */
export type Peak = { readonly hour: number; readonly evidence: number }

export type LearnedBaseline = {
  /** The last hour that was learned from, counted from the epoch. */
  readonly learned_through: number
  readonly rates: Baseline
  readonly peaks: readonly Peak[]
}

type Row = { component_id: string; learned_through: number; rates: string; history: string; peaks: string }
type Tables = { baseline: Row }

export class BaselineStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async all(): Promise<Map<string, LearnedBaseline>> {
    const rows = await this.#db()
      .selectFrom('baseline')
      .select(['component_id', 'learned_through', 'rates', 'peaks'])
      .execute()
    return new Map(
      rows.map(({ component_id, learned_through, rates, peaks }) => [
        component_id,
        { learned_through, rates: JSON.parse(rates), peaks: JSON.parse(peaks) },
      ]),
    )
  }

  async history(component_id: string): Promise<LearnedHour[]> {
    const row = await this.#db()
      .selectFrom('baseline')
      .select('history')
      .where('component_id', '=', component_id)
      .executeTakeFirst()
    const triples: [number, number, number][] = JSON.parse(row?.history ?? '[]')
    return triples.map(([hour, reports, minutes]) => ({ hour, reports, minutes }))
  }

  async put(component_id: string, learned: LearnedBaseline, history: readonly LearnedHour[]): Promise<void> {
    const row = {
      learned_through: learned.learned_through,
      rates: JSON.stringify(learned.rates),
      history: JSON.stringify(history.map(({ hour, reports, minutes }) => [hour, reports, minutes])),
      peaks: JSON.stringify(learned.peaks),
    }
    await this.#db()
      .insertInto('baseline')
      .values({ component_id, ...row })
      .onConflict(conflict => conflict.column('component_id').doUpdateSet(row))
      .execute()
  }

  #db() {
    return this.#store.query<Tables>()
  }
}

import type { Store } from '../../../kit/store/store.ts'
import type { Baseline, LearnedHour } from './baseline.ts'

export type Peak = { readonly hour: number; readonly evidence: number }

export type LearnedBaseline = {
  /** The last hour that was learned from, counted from the epoch. */
  readonly learned_through: number
  readonly rates: Baseline
  readonly peaks: readonly Peak[]
}

type Tables = {
  baseline: { component_id: string; learned_through: number; rates: string; history: string; peaks: string }
}

/** Held in memory too, as it was committed, without the history: every minute asks for all of them. */
export class BaselineStore {
  readonly #store: Store
  readonly #learned = new Map<string, LearnedBaseline>()

  constructor(store: Store) {
    this.#store = store
  }

  async load(): Promise<void> {
    const query = this.#db().selectFrom('baseline').select(['component_id', 'learned_through', 'rates', 'peaks'])
    for (const { component_id, learned_through, rates, peaks } of await query.execute()) {
      this.#learned.set(component_id, { learned_through, rates: JSON.parse(rates), peaks: JSON.parse(peaks) })
    }
  }

  get(component_id: string): LearnedBaseline | undefined {
    return this.#learned.get(component_id)
  }

  async history(component_id: string): Promise<LearnedHour[]> {
    const query = this.#db().selectFrom('baseline').select('history').where('component_id', '=', component_id)
    const triples: [number, number, number][] = JSON.parse((await query.executeTakeFirst())?.history ?? '[]')
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
    this.#store.afterCommit(() => this.#learned.set(component_id, learned))
  }

  #db() {
    return this.#store.query<Tables>()
  }
}

import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { Baseline, LearnedHour } from './baseline.ts'

export type Peak = { readonly hour: number; readonly evidence: number }

export type LearnedBaseline = {
  /** The last hour that was learned from, counted from the epoch. */
  readonly learned_through: number
  readonly rates: Baseline
  readonly peaks: readonly Peak[]
}

const baselines = rowCodec<LearnedBaseline>({ rates: 'json', peaks: 'json' })

type Tables = { baseline: RowOf<LearnedBaseline> & { component_id: string; history: string } }

/** Held in memory too, as it was committed, without the history: every minute asks for all of them. */
export class BaselineStore extends SqlStore<Tables> {
  readonly #learned = new Map<string, LearnedBaseline>()

  async load(): Promise<void> {
    const query = this.db.selectFrom('baseline').select(['component_id', 'learned_through', 'rates', 'peaks'])
    for (const { component_id, ...row } of await query.execute()) {
      this.#learned.set(component_id, baselines.fromRow(row))
    }
  }

  get(component_id: string): LearnedBaseline | undefined {
    return this.#learned.get(component_id)
  }

  async history(component_id: string): Promise<LearnedHour[]> {
    const query = this.db.selectFrom('baseline').select('history').where('component_id', '=', component_id)
    const triples: [number, number, number][] = JSON.parse((await query.executeTakeFirst())?.history ?? '[]')
    return triples.map(([hour, reports, minutes]) => ({ hour, reports, minutes }))
  }

  async put(component_id: string, learned: LearnedBaseline, history: readonly LearnedHour[]): Promise<void> {
    const row = {
      component_id,
      ...baselines.toRow(learned),
      history: JSON.stringify(history.map(({ hour, reports, minutes }) => [hour, reports, minutes])),
    }
    await upsert(this.store, 'baseline', [row], ['component_id'])
    this.store.afterCommit(() => this.#learned.set(component_id, learned))
  }
}

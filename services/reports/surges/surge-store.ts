import type { Store } from '../../../kit/store/store.ts'
import type { Surge } from './surge.ts'
import type { Episode } from './surge-signal.ts'

/** Where the detector of one component stands, and what was last said of it. */
export type SurgeState = { readonly surge: Surge; readonly episode: Episode | null; readonly sequence: number }

type Tables = {
  surge: { component_id: string; surge: string; episode: string | null; sequence: number }
  judged: { id: number; through_minute: number }
}

export class SurgeStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async all(): Promise<Map<string, SurgeState>> {
    const rows = await this.#db().selectFrom('surge').selectAll().execute()
    return new Map(
      rows.map(({ component_id, surge, episode, sequence }) => [
        component_id,
        { surge: JSON.parse(surge), episode: episode === null ? null : JSON.parse(episode), sequence },
      ]),
    )
  }

  async put(component_id: string, { surge, episode, sequence }: SurgeState): Promise<void> {
    const row = { surge: JSON.stringify(surge), episode: episode && JSON.stringify(episode), sequence }
    await this.#db()
      .insertInto('surge')
      .values({ component_id, ...row })
      .onConflict(conflict => conflict.column('component_id').doUpdateSet(row))
      .execute()
  }

  /** The last minute that was judged; null before the first. */
  async through(): Promise<number | null> {
    const row = await this.#db().selectFrom('judged').select('through_minute').executeTakeFirst()
    return row?.through_minute ?? null
  }

  async setThrough(through_minute: number): Promise<void> {
    await this.#db()
      .insertInto('judged')
      .values({ id: 1, through_minute })
      .onConflict(conflict => conflict.column('id').doUpdateSet({ through_minute }))
      .execute()
  }

  #db() {
    return this.#store.query<Tables>()
  }
}

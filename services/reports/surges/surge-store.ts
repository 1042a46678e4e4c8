import type { Store } from '../../../kit/store/store.ts'
import { quiet, type Surge } from './surge.ts'
import type { Episode } from './surge-signal.ts'

/** Where the detector of one component stands, and what was last published of it. */
export type SurgeState = { readonly surge: Surge; readonly episode: Episode | null; readonly sequence: number }

type Tables = {
  surge: { component_id: string; surge: string; episode: string | null; sequence: number }
  judged: { id: number; through_minute: number }
}

const initial: SurgeState = { surge: quiet, episode: null, sequence: 0 }

/** Held in memory too, as it was committed: every minute asks for all of them. */
export class SurgeStore {
  readonly #store: Store
  readonly #states = new Map<string, SurgeState>()
  /** The last minute that was evaluated; null before the first. */
  through: number | null = null

  constructor(store: Store) {
    this.#store = store
  }

  async load(): Promise<void> {
    for (const { component_id, surge, episode, sequence } of await this.#db()
      .selectFrom('surge')
      .selectAll()
      .execute()) {
      const state = { surge: JSON.parse(surge), episode: episode === null ? null : JSON.parse(episode), sequence }
      this.#states.set(component_id, state)
    }
    const row = await this.#db().selectFrom('judged').select('through_minute').executeTakeFirst()
    this.through = row?.through_minute ?? null
  }

  get(component_id: string): SurgeState {
    return this.#states.get(component_id) ?? initial
  }

  async put(component_id: string, state: SurgeState): Promise<void> {
    const { surge, episode, sequence } = state
    const row = { surge: JSON.stringify(surge), episode: episode && JSON.stringify(episode), sequence }
    await this.#db()
      .insertInto('surge')
      .values({ component_id, ...row })
      .onConflict(conflict => conflict.column('component_id').doUpdateSet(row))
      .execute()
    this.#store.afterCommit(() => this.#states.set(component_id, state))
  }

  async putThrough(through_minute: number): Promise<void> {
    await this.#db()
      .insertInto('judged')
      .values({ id: 1, through_minute })
      .onConflict(conflict => conflict.column('id').doUpdateSet({ through_minute }))
      .execute()
    this.#store.afterCommit(() => {
      this.through = through_minute
    })
  }

  #db() {
    return this.#store.query<Tables>()
  }
}

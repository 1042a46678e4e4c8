import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import { quiet, type Surge } from './surge.ts'
import type { Episode } from './surge-signal.ts'

/** Where the detector of one component stands, and what was last published of it. */
export type SurgeState = { readonly surge: Surge; readonly episode: Episode | null; readonly sequence: number }

const states = rowCodec<SurgeState>({ surge: 'json', episode: 'json' })

type Tables = {
  surge: RowOf<SurgeState> & { component_id: string }
  judged: { id: number; through_minute: number }
}

const initial: SurgeState = { surge: quiet, episode: null, sequence: 0 }

/** Held in memory too, as it was committed: every minute asks for all of them. */
export class SurgeStore extends SqlStore<Tables> {
  readonly #states = new Map<string, SurgeState>()
  /** The last minute that was evaluated; null before the first. */
  through: number | null = null

  async load(): Promise<void> {
    const rows = await this.db.selectFrom('surge').selectAll().execute()
    for (const { component_id, ...row } of rows) this.#states.set(component_id, states.fromRow(row))
    const row = await this.db.selectFrom('judged').select('through_minute').executeTakeFirst()
    this.through = row?.through_minute ?? null
  }

  get(component_id: string): SurgeState {
    return this.#states.get(component_id) ?? initial
  }

  async put(component_id: string, state: SurgeState): Promise<void> {
    await upsert(this.store, 'surge', [{ component_id, ...states.toRow(state) }], ['component_id'])
    this.store.afterCommit(() => this.#states.set(component_id, state))
  }

  async putThrough(through_minute: number): Promise<void> {
    await upsert(this.store, 'judged', [{ id: 1, through_minute }], ['id'])
    this.store.afterCommit(() => {
      this.through = through_minute
    })
  }
}

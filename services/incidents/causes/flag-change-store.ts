import type { Store } from '../../../kit/store/store.ts'
import type { KnownFlagChange } from './flag-change.ts'

type Tables = { flag_change: KnownFlagChange }

/** The last changes of flags, as flags told them. */
export class FlagChangeStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  async keep(change: KnownFlagChange): Promise<void> {
    await this.#db()
      .insertInto('flag_change')
      .values(change)
      .onConflict(conflict => conflict.column('id').doNothing())
      .execute()
  }

  between(from: string, to: string): Promise<KnownFlagChange[]> {
    const query = this.#db().selectFrom('flag_change').selectAll().where('at', '>=', from).where('at', '<=', to)
    return query.orderBy('at', 'desc').limit(200).execute()
  }

  async forgetBefore(at: string): Promise<void> {
    await this.#db().deleteFrom('flag_change').where('at', '<', at).execute()
  }

  #db() {
    return this.#store.query<Tables>()
  }
}

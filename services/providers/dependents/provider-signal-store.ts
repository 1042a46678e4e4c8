import type { Store } from '../../../kit/store/store.ts'
import type { SaidSignal } from './provider-signal.ts'

type Tables = { provider_signal: { -readonly [Key in keyof SaidSignal]: SaidSignal[Key] } }

export class ProviderSignalStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  ofProvider(provider: string): Promise<SaidSignal[]> {
    return this.#db().selectFrom('provider_signal').selectAll().where('provider', '=', provider).execute()
  }

  async put({ signal, ...row }: SaidSignal): Promise<void> {
    await this.#db()
      .insertInto('provider_signal')
      .values({ signal, ...row })
      .onConflict(conflict => conflict.column('signal').doUpdateSet(row))
      .execute()
  }

  #db() {
    return this.#store.query<Tables>()
  }
}

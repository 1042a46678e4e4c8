import type { Evidence, Impact, SignalState } from '../../contracts/vocabulary.ts'
import type { Store } from '../../kit/store.ts'

/** What was last said of a component because of a provider. */
export type SaidSignal = {
  readonly signal: string
  readonly provider: string
  /** Slug. */
  readonly component: string
  /** Null while all is well. */
  readonly episode: string | null
  readonly sequence: number
  readonly state: SignalState
  readonly impact: Impact
  readonly level: Evidence['level']
  readonly summary: string
  readonly started_at: string
  readonly detected_at: string
}

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

import { SqlStore } from '../../../kit/store/sql-store.ts'
import type { LastSignal } from './provider-signal.ts'

type Tables = { provider_signal: { -readonly [Key in keyof LastSignal]: LastSignal[Key] } }

export class ProviderSignalStore extends SqlStore<Tables> {
  ofProvider(provider: string): Promise<LastSignal[]> {
    return this.db.selectFrom('provider_signal').selectAll().where('provider', '=', provider).execute()
  }

  async put({ signal, ...row }: LastSignal): Promise<void> {
    await this.db
      .insertInto('provider_signal')
      .values({ signal, ...row })
      .onConflict(conflict => conflict.column('signal').doUpdateSet(row))
      .execute()
  }
}

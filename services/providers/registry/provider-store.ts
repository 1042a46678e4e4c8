import { redactAddress } from '../../../kit/http-client/redact-address.ts'
import type { Sealed } from '../../../kit/secrets/keyring.ts'
import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import type { Store } from '../../../kit/store/store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import { hideSecrets, providerUrls } from '../secrets.ts'
import type { StoredProvider } from './provider.ts'

const rows = rowCodec<Omit<StoredProvider, 'unreadable'>>({
  urls: 'json',
  regions: 'json',
  components: 'json',
  parts: 'json',
  critical: 'flag',
  archived: 'flag',
  derived: 'flag',
  reason: 'message',
})
type Row = RowOf<Omit<StoredProvider, 'unreadable'>> & { sealed_urls: Sealed | null }
type Tables = { provider: Row }

export class ProviderStore extends SqlStore<Tables> {
  async all(): Promise<StoredProvider[]> {
    const rows = await this.db.selectFrom('provider').selectAll().orderBy('id').execute()
    return rows.map(row => fromRow(this.store, row))
  }

  /** By id, behind that one. */
  async followed({ after, limit }: { after?: string | undefined; limit: number }): Promise<StoredProvider[]> {
    let query = this.db.selectFrom('provider').selectAll().where('archived', '=', 0)
    if (after !== undefined) query = query.where('id', '>', after)
    return (await query.orderBy('id').limit(limit).execute()).map(row => fromRow(this.store, row))
  }

  /** Some of those that are followed, to guess which one was meant. */
  async someIds(): Promise<string[]> {
    const query = this.db.selectFrom('provider').select('id').where('archived', '=', 0)
    return (await query.orderBy('id').limit(1_000).execute()).map(row => row.id)
  }

  async find(id: string): Promise<StoredProvider | undefined> {
    const row = await this.db.selectFrom('provider').selectAll().where('id', '=', id).executeTakeFirst()
    return row && fromRow(this.store, row)
  }

  async put(provider: StoredProvider): Promise<void> {
    await upsert(this.store, 'provider', [toRow(this.store, provider)], ['id'])
  }

  /** It was asked and said the same as before. */
  async touch(id: string, at: string): Promise<void> {
    await this.db.updateTable('provider').set({ checked_at: at, verified_at: at }).where('id', '=', id).execute()
  }
}

function fromRow({ secrets }: Store, { sealed_urls, ...row }: Row): StoredProvider {
  const urls = sealed_urls === null ? row.urls : secrets.open(providerUrls, row.id, sealed_urls)
  return {
    ...rows.fromRow({ ...row, urls: urls ?? row.urls }),
    unreadable: urls === null ? sealed_urls : null,
    // Older versions kept the page as it was asked for.
    page: redactAddress(row.page),
  }
}

function toRow({ secrets }: Store, { unreadable, ...provider }: StoredProvider): Row {
  const { shown, hidden } = hideSecrets(provider.urls)
  return {
    ...rows.toRow({ ...provider, urls: shown }),
    // What cannot be read stays as it is: the key may come back.
    sealed_urls: unreadable ?? (hidden === null ? null : secrets.seal(providerUrls, provider.id, hidden)),
  }
}

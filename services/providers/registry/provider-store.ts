import { redactAddress } from '../../../kit/http-client/redact-address.ts'
import type { Sealed } from '../../../kit/secrets/keyring.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import type { Store } from '../../../kit/store/store.ts'
import { hideSecrets, providerUrls } from '../secrets.ts'
import type { StoredProvider } from './provider.ts'

type Lists = 'urls' | 'regions' | 'components' | 'parts'
type Flags = 'critical' | 'archived' | 'derived'
type Row = Omit<StoredProvider, Lists | Flags | 'unreadable'> &
  Record<Lists, string> &
  Record<Flags, number> & { sealed_urls: Sealed | null }
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
    const { id, ...row } = toRow(this.store, provider)
    await this.db
      .insertInto('provider')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row))
      .execute()
  }

  /** It was asked and said the same as before. */
  async touch(id: string, at: string): Promise<void> {
    await this.db.updateTable('provider').set({ checked_at: at, verified_at: at }).where('id', '=', id).execute()
  }
}

function fromRow(
  { secrets }: Store,
  { urls, sealed_urls, regions, components, parts, critical, archived, derived, ...row }: Row,
): StoredProvider {
  const hidden = sealed_urls === null ? urls : secrets.open(providerUrls, row.id, sealed_urls)
  return {
    ...row,
    unreadable: hidden === null ? sealed_urls : null,
    // Older versions kept the page as it was asked for.
    page: redactAddress(row.page),
    urls: JSON.parse(hidden ?? urls),
    regions: JSON.parse(regions),
    components: JSON.parse(components),
    parts: JSON.parse(parts),
    critical: critical === 1,
    archived: archived === 1,
    derived: derived === 1,
  }
}

function toRow(
  { secrets }: Store,
  { urls, unreadable, regions, components, parts, critical, archived, derived, ...provider }: StoredProvider,
): Row {
  const { shown, hidden } = hideSecrets(urls)
  return {
    ...provider,
    urls: JSON.stringify(shown),
    // What cannot be read stays as it is: the key may come back.
    sealed_urls: unreadable ?? (hidden === null ? null : secrets.seal(providerUrls, provider.id, hidden)),
    regions: JSON.stringify(regions),
    components: JSON.stringify(components),
    parts: JSON.stringify(parts),
    critical: Number(critical),
    archived: Number(archived),
    derived: Number(derived),
  }
}

import { type RowOf, rowCodec } from '../../../kit/store/row-codec.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import type { ApiKey } from './api-key.ts'

const keys = rowCodec<ApiKey>({ scopes: 'json' })
type Tables = { api_key: RowOf<ApiKey> }

export class ApiKeyStore extends SqlStore<Tables> {
  async add(key: ApiKey): Promise<void> {
    await this.db.insertInto('api_key').values(keys.toRow(key)).execute()
  }

  async findValid(id: string): Promise<ApiKey | undefined> {
    const row = await this.#valid().where('id', '=', id).executeTakeFirst()
    return row && keys.fromRow(row)
  }

  /** Newest first; only those that are not revoked. */
  async list(limit: number, before: string | undefined): Promise<ApiKey[]> {
    let query = this.#valid().orderBy('id', 'desc').limit(limit)
    if (before !== undefined) query = query.where('id', '<', before)
    return (await query.execute()).map(keys.fromRow)
  }

  async validOf(user_id: string): Promise<ApiKey[]> {
    return (await this.#valid().where('user_id', '=', user_id).execute()).map(keys.fromRow)
  }

  async changedSince(revision: number): Promise<ApiKey[]> {
    const rows = await this.db.selectFrom('api_key').selectAll().where('revision', '>', revision).execute()
    return rows.map(keys.fromRow)
  }

  async revoke(id: string, revoked_at: string, revision: number): Promise<void> {
    await this.db.updateTable('api_key').set({ revoked_at, revision }).where('id', '=', id).execute()
  }

  async used(id: string, at: string): Promise<void> {
    await this.db
      .updateTable('api_key')
      .set({ last_used_at: at })
      .where('id', '=', id)
      .where(({ or, eb }) => or([eb('last_used_at', 'is', null), eb('last_used_at', '<', at)]))
      .execute()
  }

  #valid() {
    return this.db.selectFrom('api_key').selectAll().where('revoked_at', 'is', null)
  }
}

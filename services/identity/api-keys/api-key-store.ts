import { SqlStore } from '../../../kit/store/sql-store.ts'
import type { ApiKey } from './api-key.ts'

type Row = Omit<{ -readonly [Key in keyof ApiKey]: ApiKey[Key] }, 'scopes'> & { scopes: string }
type Tables = { api_key: Row }

export class ApiKeyStore extends SqlStore<Tables> {
  async add(key: ApiKey): Promise<void> {
    await this.db
      .insertInto('api_key')
      .values({ ...key, scopes: JSON.stringify(key.scopes) })
      .execute()
  }

  async findValid(id: string): Promise<ApiKey | undefined> {
    const row = await this.#valid().where('id', '=', id).executeTakeFirst()
    return row && fromRow(row)
  }

  /** Newest first; only those that are not revoked. */
  async list(limit: number, before: string | undefined): Promise<ApiKey[]> {
    let query = this.#valid().orderBy('id', 'desc').limit(limit)
    if (before !== undefined) query = query.where('id', '<', before)
    return (await query.execute()).map(fromRow)
  }

  async validOf(user_id: string): Promise<ApiKey[]> {
    return (await this.#valid().where('user_id', '=', user_id).execute()).map(fromRow)
  }

  async changedSince(revision: number): Promise<ApiKey[]> {
    const rows = await this.db.selectFrom('api_key').selectAll().where('revision', '>', revision).execute()
    return rows.map(fromRow)
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

const fromRow = (row: Row): ApiKey => ({ ...row, scopes: JSON.parse(row.scopes) })

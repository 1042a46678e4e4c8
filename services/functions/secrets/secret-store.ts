import type { Sealed } from '../../../kit/secrets/keyring.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import { secretValue } from './secret-columns.ts'

type Row = { readonly name: string; readonly value: Sealed; readonly changed_at: string }

export class SecretStore extends SqlStore<{ secret: Row }> {
  /** Without those that no key opens any more. */
  async all(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.db.selectFrom('secret').selectAll().orderBy('name').limit(mostSecrets).execute()
    const opened = rows.map(({ name, value }) => [name, this.store.secrets.open(secretValue, name, value)] as const)
    return new Map(opened.filter((one): one is readonly [string, string] => one[1] !== null))
  }

  async put(name: string, text: string, changed_at: string): Promise<void> {
    const value = this.store.secrets.seal(secretValue, name, text)
    await upsert(this.store, 'secret', [{ name, value, changed_at }], ['name'])
  }

  async delete(name: string): Promise<boolean> {
    const { numDeletedRows } = await this.db.deleteFrom('secret').where('name', '=', name).executeTakeFirst()
    return numDeletedRows === 1n
  }
}

export const mostSecrets = 1_000

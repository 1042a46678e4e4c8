import { SqlStore } from '../../../kit/store/sql-store.ts'
import { upsert } from '../../../kit/store/upsert.ts'
import type { Client, ClientKey } from './client.ts'

type Tables = { client: Client; client_key: ClientKey }

const mostRows = 1_000

export class ClientStore extends SqlStore<Tables> {
  /** By name, behind that one. */
  async list({ after, limit }: { after?: string | undefined; limit: number }): Promise<Client[]> {
    let query = this.db.selectFrom('client').selectAll()
    if (after !== undefined) query = query.where('name', '>', after)
    return query.orderBy('name').limit(limit).execute()
  }

  find(name: string): Promise<Client | undefined> {
    return this.db.selectFrom('client').selectAll().where('name', '=', name).executeTakeFirst()
  }

  async put(client: Client): Promise<void> {
    await upsert(this.store, 'client', [client], ['name'], ['created_at'])
  }

  async delete(name: string): Promise<void> {
    await this.db.deleteFrom('client_key').where('client', '=', name).execute()
    await this.db.deleteFrom('client').where('name', '=', name).execute()
  }

  keysOf(client: string): Promise<ClientKey[]> {
    return this.db.selectFrom('client_key').selectAll().where('client', '=', client).orderBy('id').execute()
  }

  /** By id, behind that one. */
  async keys(after?: string): Promise<ClientKey[]> {
    let query = this.db.selectFrom('client_key').selectAll()
    if (after !== undefined) query = query.where('id', '>', after)
    return query.orderBy('id').limit(mostRows).execute()
  }

  async addKey(key: ClientKey): Promise<void> {
    await this.db.insertInto('client_key').values(key).execute()
  }

  async deleteKey(id: string): Promise<void> {
    await this.db.deleteFrom('client_key').where('id', '=', id).execute()
  }

  async expireKey(id: string, expires_at: string): Promise<void> {
    await this.db.updateTable('client_key').set({ expires_at }).where('id', '=', id).execute()
  }

  async markUsed(used: readonly (readonly [id: string, at: string])[]): Promise<void> {
    await this.store.transaction(async () => {
      for (const [id, last_used_at] of used)
        await this.db.updateTable('client_key').set({ last_used_at }).where('id', '=', id).execute()
    })
  }
}

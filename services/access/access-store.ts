import type { AccessKey, AccessUser, SigningKey, SyncAccess } from '../../contracts/identity/access.ts'
import type { Output } from '../../kit/service/operation.ts'
import { type RowOf, rowCodec } from '../../kit/store/row-codec.ts'
import { SqlStore } from '../../kit/store/sql-store.ts'
import { upsert } from '../../kit/store/upsert.ts'

const keys = rowCodec<AccessKey>({ scopes: 'json', revoked: 'flag' })

type Tables = {
  account: AccessUser
  api_key: RowOf<AccessKey>
  signing_key: { kid: string; x: string }
  revoked_session: { session_id: string; at: string }
  progress: { one: number; revision: number }
}

/** The copy of users, keys and revoked sessions. What is older than what it has changes nothing. */
export class AccessStore extends SqlStore<Tables> {
  user(id: string): Promise<AccessUser | undefined> {
    return this.db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
  }

  async key(id: string): Promise<AccessKey | undefined> {
    const row = await this.db.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst()
    return row && keys.fromRow(row)
  }

  async signingKey(kid: string): Promise<string | undefined> {
    const row = await this.db.selectFrom('signing_key').select('x').where('kid', '=', kid).executeTakeFirst()
    return row?.x
  }

  async isRevoked(session_id: string): Promise<boolean> {
    const found = this.db.selectFrom('revoked_session').select('at').where('session_id', '=', session_id)
    return (await found.executeTakeFirst()) !== undefined
  }

  async progress(): Promise<number> {
    return (await this.db.selectFrom('progress').select('revision').executeTakeFirst())?.revision ?? 0
  }

  async saveUser({ id, name, role, state, revision }: AccessUser): Promise<void> {
    const row = { name, role, state, revision }
    await this.db
      .insertInto('account')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row).where('account.revision', '<', revision))
      .execute()
  }

  async saveKey(key: AccessKey): Promise<void> {
    const { id, ...row } = keys.toRow(key)
    await this.db
      .insertInto('api_key')
      .values({ id, ...row })
      .onConflict(conflict => conflict.column('id').doUpdateSet(row).where('api_key.revision', '<', key.revision))
      .execute()
  }

  async saveSigningKey({ kid, x }: SigningKey): Promise<void> {
    await this.db
      .insertInto('signing_key')
      .values({ kid, x })
      .onConflict(conflict => conflict.column('kid').doNothing())
      .execute()
  }

  async saveRevokedSession(session: { session_id: string; at: string }): Promise<void> {
    await this.db
      .insertInto('revoked_session')
      .values(session)
      .onConflict(conflict => conflict.column('session_id').doNothing())
      .execute()
  }

  /** In the running transaction. Signing keys that are gone sign nothing any more. */
  async apply(news: Output<typeof SyncAccess>): Promise<void> {
    if (news.reset) {
      await this.db.deleteFrom('account').execute()
      await this.db.deleteFrom('api_key').execute()
    }
    for (const user of news.users) await this.saveUser(user)
    for (const key of news.keys) await this.saveKey(key)
    await this.db.deleteFrom('signing_key').execute()
    for (const key of news.signing_keys) await this.saveSigningKey(key)
    for (const session of news.revoked_sessions) await this.saveRevokedSession(session)
    await upsert(this.store, 'progress', [{ one: 1, revision: news.revision }], ['one'])
  }

  async forgetRevokedBefore(at: string): Promise<void> {
    await this.db.deleteFrom('revoked_session').where('at', '<', at).execute()
  }
}

import type { Sealed } from '../../../kit/secrets/keyring.ts'
import { SqlStore } from '../../../kit/store/sql-store.ts'
import { linkSecret } from '../secrets.ts'

type Tables = {
  signing_key: { name: string; secret: Sealed }
  used_link: { id: string; expires_at: string }
}

/** The key that signs links in e-mails lives with the e-mails' addressees: a restored copy of both works. */
export class LinkStore extends SqlStore<Tables> {
  /** The one that is kept and can be read, else this one from now on. */
  async key(made: () => string): Promise<Buffer> {
    const { secrets } = this.store
    const key = await this.store.transaction(async () => {
      const { db } = this
      const kept = await db.selectFrom('signing_key').select('secret').where('name', '=', 'links').executeTakeFirst()
      const known = kept ? secrets.open(linkSecret, 'links', kept.secret) : null
      if (known !== null) return known
      const fresh = made()
      const secret = secrets.seal(linkSecret, 'links', fresh)
      await db
        .insertInto('signing_key')
        .values({ name: 'links', secret })
        .onConflict(conflict => conflict.column('name').doUpdateSet({ secret }))
        .execute()
      return fresh
    })
    return Buffer.from(key, 'base64url')
  }

  /** False when it was used before. */
  async use(id: string, expires_at: string): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.store
      .query<Tables>()
      .insertInto('used_link')
      .values({ id, expires_at })
      .onConflict(conflict => conflict.column('id').doNothing())
      .executeTakeFirstOrThrow()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  async isUsed(id: string): Promise<boolean> {
    const row = await this.store
      .query<Tables>()
      .selectFrom('used_link')
      .select('id')
      .where('id', '=', id)
      .executeTakeFirst()
    return row !== undefined
  }

  async release(id: string): Promise<void> {
    await this.db.deleteFrom('used_link').where('id', '=', id).execute()
  }

  async prune(now: string): Promise<void> {
    await this.db.deleteFrom('used_link').where('expires_at', '<', now).execute()
  }
}

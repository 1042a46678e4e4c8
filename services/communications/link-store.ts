import type { Store } from '../../kit/store.ts'

type Tables = {
  signing_key: { name: string; secret: string }
  used_link: { id: string; expires_at: string }
}

/** The key that signs links in letters lives with the letters' addressees: a restored copy of both works. */
export class LinkStore {
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
  }

  /** The one that is kept, else this one from now on. */
  async key(made: () => string): Promise<Buffer> {
    const secret = await this.#store.transaction(async () => {
      const db = this.#store.query<Tables>()
      await db
        .insertInto('signing_key')
        .values({ name: 'links', secret: made() })
        .onConflict(conflict => conflict.column('name').doNothing())
        .execute()
      const kept = await db.selectFrom('signing_key').select('secret').where('name', '=', 'links').executeTakeFirst()
      return kept?.secret ?? ''
    })
    return Buffer.from(secret, 'base64url')
  }

  /** False when it was used before. */
  async use(id: string, expires_at: string): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#store
      .query<Tables>()
      .insertInto('used_link')
      .values({ id, expires_at })
      .onConflict(conflict => conflict.column('id').doNothing())
      .executeTakeFirstOrThrow()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  }

  async isUsed(id: string): Promise<boolean> {
    const row = await this.#store
      .query<Tables>()
      .selectFrom('used_link')
      .select('id')
      .where('id', '=', id)
      .executeTakeFirst()
    return row !== undefined
  }

  async release(id: string): Promise<void> {
    await this.#store.query<Tables>().deleteFrom('used_link').where('id', '=', id).execute()
  }

  async prune(now: string): Promise<void> {
    await this.#store.query<Tables>().deleteFrom('used_link').where('expires_at', '<', now).execute()
  }
}

import type { Kysely } from 'kysely'
import type { StoreMigration } from '../../../kit/store/store.ts'

type Key = { id: string; user_id: string | null; expires_at: string | null; revoked_at: string | null }
type Tables = {
  api_key: Key & { revision: number }
  audit: { action: string; subject_id: string; actor_id: string; actor_kind: string; at: string }
  revision: { one: number; value: number }
}

/**
 * Until now a key could make keys that belonged to nobody. They get the owner of the key that made them, end when it does,
 * and are revoked where it was; only what the operator's own key made still belongs to nobody.
 */
export const giveKeysOwners = {
  up: async (unknown: Kysely<unknown>) => {
    await unknown.schema.alterTable('mail_token').addColumn('invited_by', 'text').execute()
    const db = unknown as Kysely<Tables>
    const keys = await db.selectFrom('api_key').select(['id', 'user_id', 'expires_at', 'revoked_at']).execute()
    const known = new Map(keys.map(key => [key.id, key]))
    const made = await db
      .selectFrom('audit')
      .select(['subject_id', 'actor_id'])
      .where('action', '=', 'api-key.created')
      .where('actor_kind', '=', 'key')
      .orderBy('at')
      .execute()
    let revision = (await db.selectFrom('revision').select('value').executeTakeFirst())?.value ?? 0
    // Oldest first: a key that made keys has its owner by then.
    for (const { subject_id, actor_id } of made) {
      const key = known.get(subject_id)
      const maker = known.get(actor_id)
      if (!key || !maker || key.user_id !== null) continue
      const changes = {
        user_id: maker.user_id,
        expires_at: earlier(key.expires_at, maker.expires_at),
        revoked_at: key.revoked_at ?? maker.revoked_at,
      }
      known.set(key.id, { ...key, ...changes })
      revision += 1
      await db
        .updateTable('api_key')
        .set({ ...changes, revision })
        .where('id', '=', key.id)
        .execute()
    }
    if (made.length > 0) await db.updateTable('revision').set({ value: revision }).execute()
  },
} satisfies StoreMigration

/** The earlier of two ends; null never comes. */
const earlier = (a: string | null, b: string | null): string | null => (a === null || (b !== null && b < a) ? b : a)

import { sql } from 'kysely'
import type { StoreMigration } from '../../../kit/store/store.ts'

/** Addresses with something secret in them stand in a column of their own, which is encrypted as soon as there is a key. */
export const hideAddresses: StoreMigration = {
  up: async db => {
    await db.schema.alterTable('provider').addColumn('sealed_urls', 'text').execute()
    await sql`update provider set sealed_urls = urls`.execute(db)
  },
}

import { sql } from 'kysely'
import type { StoreMigration } from '../../../kit/store/store.ts'

/** What is secret of a check stands in a column of its own, which is encrypted as soon as there is a key. */
export const hideSecrets: StoreMigration = {
  up: async db => {
    await db.schema.alterTable('check_definition').addColumn('sealed', 'text').execute()
    await sql`update check_definition set sealed = definition`.execute(db)
    await db.schema
      .alterTable('heartbeat')
      .addColumn('token_sha256', 'text', c => c.notNull().defaultTo(''))
      .execute()
  },
}

import type { StoreMigration } from '../../../kit/store/store.ts'

/** What may be seen of an address whose rest is encrypted; filled in when it is. */
export const showWebhooks: StoreMigration = {
  up: async db => {
    await db.schema
      .alterTable('webhook')
      .addColumn('shown_url', 'text', c => c.notNull().defaultTo(''))
      .execute()
  },
}

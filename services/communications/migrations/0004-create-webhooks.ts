import type { StoreMigration } from '../../../kit/store/store.ts'

export const createWebhooks: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('webhook')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('url', 'text', c => c.notNull())
      .addColumn('secret', 'text', c => c.notNull())
      .addColumn('events', 'text')
      .addColumn('trust', 'text', c => c.notNull())
      .addColumn('created_at', 'text', c => c.notNull())
      .execute()
    await db.schema
      .createTable('contact_message')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('first_name', 'text', c => c.notNull())
      .addColumn('last_name', 'text', c => c.notNull())
      .addColumn('email', 'text')
      .addColumn('message', 'text', c => c.notNull())
      .addColumn('received_at', 'text', c => c.notNull())
      .addColumn('handled_at', 'text')
      .addColumn('handled_by', 'text')
      .execute()
    await db.schema.createIndex('contact_message_received').on('contact_message').column('received_at').execute()
  },
}

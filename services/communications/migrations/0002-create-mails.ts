import type { StoreMigration } from '../../../kit/store/store.ts'

export const createMails: StoreMigration = {
  up: async (db, column) => {
    await column
      .serial(db.schema.createTable('mail'), 'seq')
      .addColumn('id', 'text', c => c.notNull().unique())
      .addColumn('address', 'text', c => c.notNull())
      .addColumn('letter', 'text', c => c.notNull())
      .addColumn('thread', 'text')
      .addColumn('unsubscribe_url', 'text')
      .addColumn('state', 'text', c => c.notNull())
      .addColumn('attempts', 'integer', c => c.notNull())
      .addColumn('next_at', 'text', c => c.notNull())
      .addColumn('expires_at', 'text', c => c.notNull())
      .addColumn('last_error', 'text')
      .addColumn('created_at', 'text', c => c.notNull())
      .execute()
    await db.schema.createIndex('mail_state_next').on('mail').columns(['state', 'next_at']).execute()
    await db.schema.createIndex('mail_address').on('mail').columns(['address', 'state', 'seq']).execute()
    await db.schema
      .createTable('subscriber')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('email', 'text', c => c.notNull())
      .addColumn('address', 'text', c => c.notNull().unique())
      .addColumn('status', 'text', c => c.notNull())
      .addColumn('components', 'text')
      .addColumn('wanted', 'text')
      .addColumn('language', 'text', c => c.notNull())
      .addColumn('base_url', 'text', c => c.notNull())
      .addColumn('asked_at', 'text', c => c.notNull())
      .addColumn('created_at', 'text', c => c.notNull())
      .addColumn('confirmed_at', 'text')
      .addColumn('ended_at', 'text')
      .addColumn('ended_reason', 'text')
      .execute()
    await db.schema.createIndex('subscriber_status').on('subscriber').columns(['status', 'ended_at']).execute()
    await db.schema
      .createTable('signing_key')
      .addColumn('name', 'text', c => c.primaryKey())
      .addColumn('secret', 'text', c => c.notNull())
      .execute()
    await db.schema
      .createTable('used_link')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('expires_at', 'text', c => c.notNull())
      .execute()
  },
}

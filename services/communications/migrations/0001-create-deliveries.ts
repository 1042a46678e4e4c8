import type { StoreMigration } from '../../../kit/store/store.ts'

export const createDeliveries: StoreMigration = {
  up: async (db, column) => {
    await column
      .serial(db.schema.createTable('delivery'), 'seq')
      .addColumn('id', 'text', c => c.notNull().unique())
      .addColumn('channel', 'text', c => c.notNull())
      .addColumn('event_id', 'text', c => c.notNull())
      .addColumn('subject', 'text', c => c.notNull())
      .addColumn('state', 'text', c => c.notNull())
      .addColumn('attempts', 'integer', c => c.notNull())
      .addColumn('next_at', 'text')
      .addColumn('held_until', 'text')
      .addColumn('last_error', 'text')
      .addColumn('created_at', 'text', c => c.notNull())
      .addColumn('queued_at', 'text', c => c.notNull())
      .addColumn('done_at', 'text')
      .execute()
    await db.schema.createIndex('delivery_channel_state').on('delivery').columns(['channel', 'state', 'seq']).execute()
    await db.schema.createIndex('delivery_state_done').on('delivery').columns(['state', 'done_at']).execute()
    await db.schema
      .createTable('notice')
      .addColumn('channel', 'text', c => c.notNull())
      .addColumn('incident_id', 'text', c => c.notNull())
      .addColumn('key', 'text', c => c.notNull())
      .addColumn('topic', 'text', c => c.notNull())
      .addColumn('cycle', 'integer', c => c.notNull())
      .addColumn('impact', 'text', c => c.notNull())
      .addColumn('revision', 'integer', c => c.notNull())
      .addColumn('delivery_id', 'text', c => c.notNull())
      .addColumn('position', 'integer', c => c.notNull())
      .addColumn('event', 'text')
      .addColumn('created_at', 'text', c => c.notNull())
      .addPrimaryKeyConstraint('notice_key', ['incident_id', 'channel', 'key'])
      .execute()
    await db.schema.createIndex('notice_delivery').on('notice').columns(['delivery_id', 'position']).execute()
    await db.schema.createIndex('notice_created').on('notice').column('created_at').execute()
  },
}

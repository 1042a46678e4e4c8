import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createDeliveries: StoreMigration = {
  up: async (db, column) => {
    await column
      .serial(db.schema.createTable('delivery'), 'seq')
      .addColumn('id', 'text', c => c.notNull().unique())
      .$call(required('text', 'channel', 'event_id', 'subject', 'state'))
      .addColumn('attempts', 'integer', c => c.notNull())
      .$call(optional('text', 'next_at', 'held_until', 'last_error'))
      .$call(required('text', 'created_at', 'queued_at'))
      .addColumn('done_at', 'text')
      .execute()
    await db.schema.createIndex('delivery_channel_state').on('delivery').columns(['channel', 'state', 'seq']).execute()
    await db.schema.createIndex('delivery_state_done').on('delivery').columns(['state', 'done_at']).execute()
    await db.schema
      .createTable('notice')
      .$call(required('text', 'channel', 'incident_id', 'key', 'topic'))
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

import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createMails: StoreMigration = {
  up: async (db, column) => {
    await column
      .serial(db.schema.createTable('mail'), 'seq')
      .addColumn('id', 'text', c => c.notNull().unique())
      .$call(required('text', 'address', 'letter'))
      .$call(optional('text', 'thread', 'unsubscribe_url'))
      .addColumn('state', 'text', c => c.notNull())
      .addColumn('attempts', 'integer', c => c.notNull())
      .$call(required('text', 'next_at', 'expires_at'))
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
      .$call(optional('text', 'components', 'wanted'))
      .$call(required('text', 'language', 'base_url', 'asked_at', 'created_at'))
      .$call(optional('text', 'confirmed_at', 'ended_at', 'ended_reason'))
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

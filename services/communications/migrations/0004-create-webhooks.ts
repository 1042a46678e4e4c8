import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createWebhooks: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('webhook')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'url', 'secret'))
      .addColumn('events', 'text')
      .$call(required('text', 'trust', 'created_at'))
      .execute()
    await db.schema
      .createTable('contact_message')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'first_name', 'last_name'))
      .addColumn('email', 'text')
      .$call(required('text', 'message', 'received_at'))
      .$call(optional('text', 'handled_at', 'handled_by'))
      .execute()
    await db.schema.createIndex('contact_message_received').on('contact_message').column('received_at').execute()
  },
}

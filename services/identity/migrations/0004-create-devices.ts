import type { StoreMigration } from '../../../kit/store/store.ts'

export const createDevices: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('device')
      .addColumn('sha256', 'text', c => c.primaryKey())
      .addColumn('user_id', 'text', c => c.notNull())
      .addColumn('created_at', 'text', c => c.notNull())
      .addColumn('last_used_at', 'text', c => c.notNull())
      .execute()
    await db.schema.createIndex('device_user').on('device').column('user_id').execute()
    await db.schema.alterTable('session').addColumn('device', 'text').execute()
  },
}

import { required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createDevices: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('device')
      .addColumn('sha256', 'text', c => c.primaryKey())
      .$call(required('text', 'user_id', 'created_at', 'last_used_at'))
      .execute()
    await db.schema.createIndex('device_user').on('device').column('user_id').execute()
    await db.schema.alterTable('session').addColumn('device', 'text').execute()
  },
}

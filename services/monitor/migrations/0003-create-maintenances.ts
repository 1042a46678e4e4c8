import { required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createMaintenances: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('maintenance_window')
      .$call(required('text', 'maintenance_id', 'starts_at', 'ends_at', 'components'))
      .addColumn('revision', 'integer', c => c.notNull())
      .addPrimaryKeyConstraint('maintenance_window_key', ['maintenance_id', 'starts_at'])
      .execute()
  },
}

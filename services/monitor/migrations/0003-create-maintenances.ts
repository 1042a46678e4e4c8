import type { StoreMigration } from '../../../kit/store/store.ts'

export const createMaintenances: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('maintenance_window')
      .addColumn('maintenance_id', 'text', c => c.notNull())
      .addColumn('starts_at', 'text', c => c.notNull())
      .addColumn('ends_at', 'text', c => c.notNull())
      .addColumn('components', 'text', c => c.notNull())
      .addColumn('revision', 'integer', c => c.notNull())
      .addPrimaryKeyConstraint('maintenance_window_key', ['maintenance_id', 'starts_at'])
      .execute()
  },
}

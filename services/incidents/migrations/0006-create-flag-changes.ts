import type { StoreMigration } from '../../../kit/store/store.ts'

export const createFlagChanges: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('flag_change')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('at', 'text', c => c.notNull())
      .addColumn('name', 'text', c => c.notNull())
      .addColumn('by', 'text', c => c.notNull())
      .addColumn('component', 'text')
      .addColumn('exposure', column.number)
      .execute()
    await db.schema.createIndex('flag_change_at').on('flag_change').column('at').execute()
  },
}

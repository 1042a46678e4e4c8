import { required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createFlagChanges: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('flag_change')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'at', 'name', 'by'))
      .addColumn('component', 'text')
      .addColumn('exposure', column.number)
      .execute()
    await db.schema.createIndex('flag_change_at').on('flag_change').column('at').execute()
  },
}

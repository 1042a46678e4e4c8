import type { StoreMigration } from '../../../kit/store/store.ts'

export const countDuplicates: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .alterTable('export_state')
      .addColumn('duplicates', column.number, c => c.notNull().defaultTo(0))
      .execute()
  },
}

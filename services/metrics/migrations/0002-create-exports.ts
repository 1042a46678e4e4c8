import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createExports: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('export_state')
      .addColumn('target', 'text', c => c.primaryKey())
      .$call(required(column.number, 'offered', 'sent', 'refused', 'lost', 'backlog_bytes'))
      .$call(optional(column.number, 'lost_from', 'lost_to', 'failing_since'))
      .$call(optional('text', 'reason'))
      .execute()
  },
}

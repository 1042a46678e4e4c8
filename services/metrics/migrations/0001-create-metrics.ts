import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createMetrics: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('definition')
      .$call(required('text', 'noun', 'name', 'definition', 'origin'))
      .$call(optional('text', 'sealed', 'place'))
      .$call(required('integer', 'archived', 'revision'))
      .addPrimaryKeyConstraint('definition_key', ['noun', 'name'])
      .execute()
    await db.schema
      .createTable('source_state')
      .addColumn('source', 'text', c => c.primaryKey())
      .$call(optional(column.number, 'checked_at', 'ok_at', 'failing_since', 'next_at'))
      .$call(required('integer', 'failures'))
      .$call(required(column.number, 'accepted', 'duplicates', 'refused'))
      .$call(optional('text', 'reason'))
      .$call(required('text', 'problems', 'validators', 'upcoming'))
      .execute()
  },
}

import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const files: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('file')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'participant', 'name', 'sha256', 'state', 'at'))
      .$call(required(column.number, 'bytes'))
      .$call(optional('integer', 'rows_in', 'clean', 'duplicate', 'rejected', 'blank'))
      .$call(optional('text', 'output', 'rejects', 'run_id'))
      .execute()
    await db.schema.createIndex('file_state').on('file').columns(['state', 'id']).execute()
    await db.schema.createIndex('file_participant').on('file').columns(['participant', 'id']).execute()
    await db.schema.createIndex('file_run').on('file').column('run_id').execute()
  },
}

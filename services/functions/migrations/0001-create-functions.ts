import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createFunctions: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('run')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(
        required('text', 'function', 'trigger', 'state', 'level', 'started_at', 'output', 'logs', 'correlation_id'),
      )
      .$call(required('integer', 'attempt'))
      .$call(required(column.number, 'duration_ms'))
      .$call(optional('integer', 'http_status'))
      .$call(optional('text', 'reason'))
      .execute()
    await db.schema.createIndex('run_function').on('run').columns(['function', 'id']).execute()
    await db.schema.createIndex('run_state').on('run').columns(['state', 'id']).execute()
    await db.schema.createIndex('run_correlation').on('run').columns(['correlation_id', 'id']).execute()
  },
}

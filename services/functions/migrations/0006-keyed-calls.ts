import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

/** Calls that named themselves, and what they were answered: so that a repetition is no second call. */
export const keyedCalls: StoreMigration = {
  up: async (db, column) => {
    await db.schema
      .createTable('keyed_call')
      .addColumn('key', 'text', c => c.primaryKey())
      .$call(required('text', 'request', 'at'))
      .$call(optional('integer', 'status'))
      .$call(optional('text', 'headers'))
      .addColumn('body', column.blob)
      .execute()
    await db.schema.createIndex('keyed_call_at').on('keyed_call').column('at').execute()
  },
}

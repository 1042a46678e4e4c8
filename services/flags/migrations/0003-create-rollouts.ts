import { required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createRollouts: StoreMigration = {
  up: async db => {
    for (const table of ['change_request', 'scheduled_change', 'ramp']) {
      await db.schema
        .createTable(table)
        .addColumn('id', 'text', c => c.primaryKey())
        .$call(required('text', 'project', 'environment', 'key', 'state'))
        .addColumn('next_at', 'text')
        .addColumn('rest', 'text', c => c.notNull())
        .execute()
      await db.schema.createIndex(`${table}_next`).on(table).columns(['state', 'next_at']).execute()
    }
  },
}

import type { StoreMigration } from '../../../kit/store/store.ts'

export const createRollouts: StoreMigration = {
  up: async db => {
    for (const table of ['change_request', 'scheduled_change', 'ramp']) {
      await db.schema
        .createTable(table)
        .addColumn('id', 'text', c => c.primaryKey())
        .addColumn('project', 'text', c => c.notNull())
        .addColumn('environment', 'text', c => c.notNull())
        .addColumn('key', 'text', c => c.notNull())
        .addColumn('state', 'text', c => c.notNull())
        .addColumn('next_at', 'text')
        .addColumn('rest', 'text', c => c.notNull())
        .execute()
      await db.schema.createIndex(`${table}_next`).on(table).columns(['state', 'next_at']).execute()
    }
  },
}

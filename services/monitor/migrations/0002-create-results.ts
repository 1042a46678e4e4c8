import { required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createResults: StoreMigration = {
  up: async (db, column) => {
    // All results of one second, of all checks.
    await db.schema
      .createTable('result_batch')
      .addColumn('seq', 'integer', c => c.primaryKey())
      .addColumn('data', 'text', c => c.notNull())
      .execute()

    // Many results of one check.
    await column
      .serial(db.schema.createTable('result_chunk'), 'seq')
      .addColumn('check_number', 'integer', c => c.notNull())
      .$call(required('text', 'from_at', 'to_at'))
      .addColumn('data', column.blob, c => c.notNull())
      .execute()
    await db.schema.createIndex('result_chunk_time').on('result_chunk').columns(['check_number', 'to_at']).execute()

    // One day of one check, in steps of a minute, an hour or the day.
    await db.schema
      .createTable('result_rollup')
      .addColumn('check_number', 'integer', c => c.notNull())
      .$call(required('text', 'step', 'from_at'))
      .addColumn('data', column.blob, c => c.notNull())
      .addPrimaryKeyConstraint('result_rollup_key', ['check_number', 'step', 'from_at'])
      .execute()

    // How far the program has come: when it was last alive, what is compacted, what is rolled up.
    await db.schema
      .createTable('lookout_mark')
      .addColumn('name', 'text', c => c.primaryKey())
      .addColumn('value', 'text', c => c.notNull())
      .execute()
  },
}

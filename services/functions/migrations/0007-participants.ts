import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

/** Whose files did not come, or could not be used, as it was told. */
export const participants: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('participant')
      .addColumn('name', 'text', c => c.primaryKey())
      .$call(optional('text', 'trouble'))
      .$call(required('integer', 'sequence'))
      .execute()
  },
}

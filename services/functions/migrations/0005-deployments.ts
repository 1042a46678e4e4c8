import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

/** What was deployed and removed over the API, and the secrets of functions. */
export const deployments: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('deployment')
      .addColumn('name', 'text', c => c.primaryKey())
      .$call(required('text', 'state', 'changed_at'))
      .$call(optional('text', 'basis', 'definition'))
      .execute()
    await db.schema
      .createTable('secret')
      .addColumn('name', 'text', c => c.primaryKey())
      .$call(required('text', 'value', 'changed_at'))
      .execute()
  },
}

import { required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createDependencies: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('dependency')
      .addColumn('source', 'text', c => c.primaryKey())
      .$call(required('text', 'component', 'providers'))
      .addColumn('revision', 'integer', c => c.notNull())
      .execute()
    await db.schema
      .createTable('provider_signal')
      .addColumn('signal', 'text', c => c.primaryKey())
      .$call(required('text', 'provider', 'component'))
      .addColumn('episode', 'text')
      .addColumn('sequence', 'integer', c => c.notNull())
      .$call(required('text', 'state', 'impact', 'level', 'summary', 'started_at', 'detected_at'))
      .execute()
    await db.schema.createIndex('provider_signal_provider').on('provider_signal').column('provider').execute()
  },
}

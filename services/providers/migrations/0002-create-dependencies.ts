import type { StoreMigration } from '../../../kit/store/store.ts'

export const createDependencies: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('dependency')
      .addColumn('source', 'text', c => c.primaryKey())
      .addColumn('component', 'text', c => c.notNull())
      .addColumn('providers', 'text', c => c.notNull())
      .addColumn('revision', 'integer', c => c.notNull())
      .execute()
    await db.schema
      .createTable('provider_signal')
      .addColumn('signal', 'text', c => c.primaryKey())
      .addColumn('provider', 'text', c => c.notNull())
      .addColumn('component', 'text', c => c.notNull())
      .addColumn('episode', 'text')
      .addColumn('sequence', 'integer', c => c.notNull())
      .addColumn('state', 'text', c => c.notNull())
      .addColumn('impact', 'text', c => c.notNull())
      .addColumn('level', 'text', c => c.notNull())
      .addColumn('summary', 'text', c => c.notNull())
      .addColumn('started_at', 'text', c => c.notNull())
      .addColumn('detected_at', 'text', c => c.notNull())
      .execute()
    await db.schema.createIndex('provider_signal_provider').on('provider_signal').column('provider').execute()
  },
}

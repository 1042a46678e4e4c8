import type { StoreMigration } from '../../../kit/store/store.ts'

export const createComponents: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('component')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('slug', 'text', c => c.notNull().unique())
      .addColumn('name', 'text', c => c.notNull())
      .addColumn('group', 'text')
      .addColumn('critical', 'integer', c => c.notNull())
      .addColumn('status', 'text', c => c.notNull())
      .addColumn('since', 'text', c => c.notNull())
      .addColumn('origin', 'text', c => c.notNull())
      .addColumn('depends_on', 'text', c => c.notNull())
      .addColumn('position', 'integer', c => c.notNull())
      .addColumn('place', 'text')
      .addColumn('suspected', 'text')
      .addColumn('url', 'text')
      .addColumn('by_hand', 'integer', c => c.notNull())
      .addColumn('watched', 'integer', c => c.notNull())
      .addColumn('archived', 'integer', c => c.notNull())
      .addColumn('revision', 'integer', c => c.notNull())
      .execute()
    await db.schema.createIndex('component_order').on('component').columns(['archived', 'position', 'slug']).execute()

    await db.schema
      .createTable('watch')
      .addColumn('check_id', 'text', c => c.primaryKey())
      .addColumn('component_id', 'text')
      .addColumn('revision', 'bigint', c => c.notNull())
      .addColumn('archived', 'integer', c => c.notNull())
      .execute()
    await db.schema.createIndex('watch_component').on('watch').column('component_id').execute()
  },
}

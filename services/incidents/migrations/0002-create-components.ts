import { optional, required } from '../../../kit/store/columns.ts'
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
      .$call(required('text', 'status', 'since', 'origin', 'depends_on'))
      .addColumn('position', 'integer', c => c.notNull())
      .$call(optional('text', 'place', 'suspected', 'url'))
      .$call(required('integer', 'by_hand', 'watched', 'archived', 'revision'))
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

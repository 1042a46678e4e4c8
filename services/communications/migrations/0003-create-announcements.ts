import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createAnnouncements: StoreMigration = {
  up: async (db, column) => {
    await column
      .serial(db.schema.createTable('announcement'), 'seq')
      .addColumn('id', 'text', c => c.notNull().unique())
      .$call(required('text', 'title', 'message', 'state', 'level'))
      .$call(optional('text', 'component', 'incident_id'))
      .addColumn('banner', 'integer', c => c.notNull())
      .addColumn('starts_at', 'text', c => c.notNull())
      .addColumn('ends_at', 'text')
      .addColumn('published_at', 'text', c => c.notNull())
      .execute()
    await db.schema.createIndex('announcement_banner').on('announcement').columns(['banner', 'ends_at']).execute()
    await db.schema
      .createTable('component_copy')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('integer', 'revision', 'archived'))
      .addColumn('component', 'text', c => c.notNull())
      .execute()
    await db.schema
      .createTable('incident_copy')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('number', 'text', c => c.notNull())
      .addColumn('revision', 'integer', c => c.notNull())
      .addColumn('resolved_at', 'text')
      .addColumn('incident', 'text', c => c.notNull())
      .execute()
    await db.schema.createIndex('incident_copy_resolved').on('incident_copy').column('resolved_at').execute()
    await db.schema.createIndex('incident_copy_number').on('incident_copy').column('number').execute()
    await db.schema.alterTable('delivery').addColumn('message', 'text').execute()
  },
}

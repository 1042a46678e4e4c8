import type { StoreMigration } from '../../../kit/store/store.ts'

export const createReaders: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('reader')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('email', 'text')
      .addColumn('language', 'text')
      .addColumn('time_zone', 'text')
      .addColumn('choices', 'text', c => c.notNull())
      .addColumn('components', 'text', c => c.notNull())
      .addColumn('state', 'text', c => c.notNull())
      .addColumn('revision', 'double precision', c => c.notNull())
      .execute()
    await db.schema
      .createTable('followed_incident')
      .addColumn('user_id', 'text', c => c.notNull())
      .addColumn('incident_id', 'text', c => c.notNull())
      .addColumn('following', 'integer', c => c.notNull())
      .addColumn('at', 'text', c => c.notNull())
      .addPrimaryKeyConstraint('followed_incident_key', ['incident_id', 'user_id'])
      .execute()
  },
}

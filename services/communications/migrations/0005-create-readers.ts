import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createReaders: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('reader')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(optional('text', 'email', 'language', 'time_zone'))
      .$call(required('text', 'choices', 'components', 'state'))
      .addColumn('revision', 'double precision', c => c.notNull())
      .execute()
    await db.schema
      .createTable('followed_incident')
      .$call(required('text', 'user_id', 'incident_id'))
      .addColumn('following', 'integer', c => c.notNull())
      .addColumn('at', 'text', c => c.notNull())
      .addPrimaryKeyConstraint('followed_incident_key', ['incident_id', 'user_id'])
      .execute()
  },
}

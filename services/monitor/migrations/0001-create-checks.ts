import { sql } from 'kysely'
import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createChecks: StoreMigration = {
  up: async (db, column) => {
    await column
      .serial(db.schema.createTable('check_definition'), 'number')
      .addColumn('id', 'text', c => c.notNull().unique())
      .$call(required('text', 'slug', 'origin', 'definition', 'told'))
      .addColumn('component_id', 'text')
      .addColumn('revision', 'integer', c => c.notNull())
      .addColumn('created_at', 'text', c => c.notNull())
      .addColumn('archived_at', 'text')
      .execute()
    await db.schema
      .createIndex('check_definition_slug')
      .unique()
      .on('check_definition')
      .column('slug')
      .where(sql.ref('archived_at'), 'is', null)
      .execute()

    await db.schema
      .createTable('check_state')
      .addColumn('check_id', 'text', c => c.primaryKey())
      .addColumn('state', 'text', c => c.notNull())
      .$call(optional('text', 'since', 'reason', 'settled', 'episode', 'episode_started_at', 'episode_detected_at'))
      .addColumn('sequence', 'integer', c => c.notNull())
      .addColumn('told', 'text')
      .addColumn('changes', 'text', c => c.notNull())
      .addColumn('flapping', 'integer', c => c.notNull())
      .execute()

    // An interval ends where the next one of the same check starts.
    await db.schema
      .createTable('state_interval')
      .$call(required('text', 'check_id', 'started_at', 'state'))
      .$call(optional('text', 'episode', 'reason'))
      .addPrimaryKeyConstraint('state_interval_key', ['check_id', 'started_at'])
      .execute()

    await db.schema
      .createTable('heartbeat')
      .addColumn('check_id', 'text', c => c.primaryKey())
      .addColumn('token', 'text', c => c.notNull())
      .addColumn('beat_at', 'text')
      .addColumn('beat_failed', 'integer', c => c.notNull())
      .execute()
  },
}

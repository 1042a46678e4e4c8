import { sql } from 'kysely'
import { optional, required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createMaintenances: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('maintenance')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('title', 'text', c => c.notNull())
      .addColumn('message', 'text')
      .$call(required('text', 'status', 'starts_at', 'ends_at'))
      .addColumn('recurrence', 'text')
      .$call(required('text', 'time_zone', 'first_starts_at', 'first_ends_at', 'created_at'))
      .$call(optional('text', 'created_by', 'due_at'))
      .addColumn('revision', 'integer', c => c.notNull())
      .execute()
    await db.schema.createIndex('maintenance_start').on('maintenance').columns(['starts_at', 'id']).execute()
    await db.schema
      .createIndex('maintenance_due')
      .on('maintenance')
      .column('due_at')
      .where(sql.ref('due_at'), 'is not', null)
      .execute()

    await db.schema
      .createTable('maintenance_component')
      .$call(required('text', 'maintenance_id', 'component_id'))
      .addColumn('position', 'integer', c => c.notNull())
      .addPrimaryKeyConstraint('maintenance_component_key', ['maintenance_id', 'component_id'])
      .execute()
    await db.schema.createIndex('maintenance_of_component').on('maintenance_component').column('component_id').execute()

    // What ran, per component: stays as it was, however the maintenance is planned later.
    await db.schema
      .createTable('maintenance_window')
      .$call(required('text', 'maintenance_id', 'component_id', 'starts_at', 'ends_at'))
      .addColumn('running', 'integer', c => c.notNull())
      .addPrimaryKeyConstraint('maintenance_window_key', ['maintenance_id', 'component_id', 'starts_at'])
      .execute()
    await db.schema
      .createIndex('maintenance_window_end')
      .on('maintenance_window')
      .columns(['component_id', 'ends_at'])
      .execute()
    await db.schema
      .createIndex('maintenance_window_running')
      .on('maintenance_window')
      .column('component_id')
      .where(sql.ref('running'), '=', sql.lit(1))
      .execute()
  },
}

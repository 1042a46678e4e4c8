import { required } from '../../../kit/store/columns.ts'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createLeases: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('incident_rule')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'project', 'environment', 'key', 'settings', 'created_by', 'created_at'))
      .execute()
    await db.schema
      .createTable('lease')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'project', 'environment', 'key'))
      .addColumn('rule_id', 'text')
      .$call(required('text', 'incident_id', 'incident_number', 'state', 'taken_at', 'rest'))
      .execute()
    await db.schema.createIndex('lease_state').on('lease').column('state').execute()
    await db.schema.createIndex('lease_incident').on('lease').column('incident_id').execute()
    await db.schema
      .createTable('known_incident')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'number', 'impact', 'components', 'started_at', 'detected_at'))
      .addColumn('resolved_at', 'text')
      .$call(required('integer', 'reopened', 'revision'))
      .execute()
    await db.schema.createIndex('known_incident_resolved').on('known_incident').column('resolved_at').execute()
    await db.schema
      .createTable('known_component')
      .addColumn('id', 'text', c => c.primaryKey())
      .$call(required('text', 'slug', 'status'))
      .$call(required('integer', 'archived', 'revision'))
      .execute()
  },
}

import type { StoreMigration } from '../../../kit/store/store.ts'

export const createLeases: StoreMigration = {
  up: async db => {
    await db.schema
      .createTable('incident_rule')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('project', 'text', c => c.notNull())
      .addColumn('environment', 'text', c => c.notNull())
      .addColumn('key', 'text', c => c.notNull())
      .addColumn('settings', 'text', c => c.notNull())
      .addColumn('created_by', 'text', c => c.notNull())
      .addColumn('created_at', 'text', c => c.notNull())
      .execute()
    await db.schema
      .createTable('lease')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('project', 'text', c => c.notNull())
      .addColumn('environment', 'text', c => c.notNull())
      .addColumn('key', 'text', c => c.notNull())
      .addColumn('rule_id', 'text')
      .addColumn('incident_id', 'text', c => c.notNull())
      .addColumn('incident_number', 'text', c => c.notNull())
      .addColumn('state', 'text', c => c.notNull())
      .addColumn('taken_at', 'text', c => c.notNull())
      .addColumn('rest', 'text', c => c.notNull())
      .execute()
    await db.schema.createIndex('lease_state').on('lease').column('state').execute()
    await db.schema.createIndex('lease_incident').on('lease').column('incident_id').execute()
    await db.schema
      .createTable('known_incident')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('number', 'text', c => c.notNull())
      .addColumn('impact', 'text', c => c.notNull())
      .addColumn('components', 'text', c => c.notNull())
      .addColumn('started_at', 'text', c => c.notNull())
      .addColumn('detected_at', 'text', c => c.notNull())
      .addColumn('resolved_at', 'text')
      .addColumn('reopened', 'integer', c => c.notNull())
      .addColumn('revision', 'integer', c => c.notNull())
      .execute()
    await db.schema.createIndex('known_incident_resolved').on('known_incident').column('resolved_at').execute()
    await db.schema
      .createTable('known_component')
      .addColumn('id', 'text', c => c.primaryKey())
      .addColumn('slug', 'text', c => c.notNull())
      .addColumn('status', 'text', c => c.notNull())
      .addColumn('archived', 'integer', c => c.notNull())
      .addColumn('revision', 'integer', c => c.notNull())
      .execute()
  },
}

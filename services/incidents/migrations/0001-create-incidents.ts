import { type Kysely, sql } from 'kysely'
import type { Columns, StoreMigration } from '../../../kit/store/store.ts'

export const createIncidents: StoreMigration = {
  up: async (db, column) => {
    await createIncident(db, column)
    await createIncidentComponent(db)
    await createTimeline(db, column)
  },
}

async function createIncident(db: Kysely<unknown>, column: Columns): Promise<void> {
  await db.schema
    .createTable('incident')
    .addColumn('id', 'text', c => c.primaryKey())
    .addColumn('number', 'text', c => c.notNull().unique())
    .addColumn('number_stem', 'text', c => c.notNull())
    .addColumn('number_rank', 'integer', c => c.notNull())
    .addColumn('title', 'text', c => c.notNull())
    .addColumn('status', 'text', c => c.notNull())
    .addColumn('impact', 'text', c => c.notNull())
    .addColumn('origin', 'text', c => c.notNull())
    .addColumn('started_at', 'text', c => c.notNull())
    .addColumn('detected_at', 'text', c => c.notNull())
    .addColumn('acknowledged_at', 'text')
    .addColumn('acknowledged_after_s', column.number)
    .addColumn('resolved_at', 'text')
    .addColumn('duration_s', column.number)
    .addColumn('assignee', 'text')
    .addColumn('evidence', 'text')
    .addColumn('suspected_causes', 'text', c => c.notNull())
    .addColumn('url', 'text')
    .addColumn('error', 'text')
    .addColumn('http_code', 'integer')
    .addColumn('response_ms', column.number)
    .addColumn('group', 'text')
    .addColumn('critical', 'integer', c => c.notNull())
    .addColumn('reopened', 'integer', c => c.notNull())
    .addColumn('revision', 'integer', c => c.notNull())
    .addColumn('file_stem', 'text', c => c.notNull())
    .addColumn('file_rank', 'integer', c => c.notNull())
    .addColumn('file_revision', 'integer', c => c.notNull())
    .execute()
  await db.schema.createIndex('incident_number').on('incident').columns(['number_stem', 'number_rank']).execute()
  await db.schema.createIndex('incident_file').on('incident').columns(['file_stem', 'file_rank']).execute()
  await db.schema.createIndex('incident_started').on('incident').columns(['started_at', 'id']).execute()
  await db.schema.createIndex('incident_resolved').on('incident').column('resolved_at').execute()
  await db.schema
    .createIndex('incident_file_due')
    .on('incident')
    .column('id')
    .where(sql.ref('file_revision'), '<', sql.ref('revision'))
    .execute()
}

async function createIncidentComponent(db: Kysely<unknown>): Promise<void> {
  // resolved_at again, so that the open incidents of a component are found without reading its history.
  await db.schema
    .createTable('incident_component')
    .addColumn('incident_id', 'text', c => c.notNull())
    .addColumn('component_id', 'text', c => c.notNull())
    .addColumn('position', 'integer', c => c.notNull())
    .addColumn('resolved_at', 'text')
    .addPrimaryKeyConstraint('incident_component_key', ['incident_id', 'component_id'])
    .execute()
  await db.schema
    .createIndex('incident_component_resolved')
    .on('incident_component')
    .columns(['component_id', 'resolved_at'])
    .execute()
}

async function createTimeline(db: Kysely<unknown>, column: Columns): Promise<void> {
  await column
    .serial(db.schema.createTable('timeline'), 'seq')
    .addColumn('incident_id', 'text', c => c.notNull())
    .addColumn('at', 'text', c => c.notNull())
    .addColumn('kind', 'text', c => c.notNull())
    .addColumn('status', 'text')
    .addColumn('public', 'integer', c => c.notNull())
    .addColumn('message', 'text', c => c.notNull())
    .addColumn('by', 'text')
    .execute()
  await db.schema.createIndex('timeline_incident').on('timeline').columns(['incident_id', 'seq']).execute()
}

import { type Kysely, sql } from 'kysely'
import { optional, required } from '../../../kit/store/columns.ts'
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
    .$call(required('text', 'title', 'status', 'impact', 'origin', 'started_at', 'detected_at'))
    .addColumn('acknowledged_at', 'text')
    .addColumn('acknowledged_after_s', column.number)
    .addColumn('resolved_at', 'text')
    .addColumn('duration_s', column.number)
    .$call(optional('text', 'assignee', 'evidence'))
    .addColumn('suspected_causes', 'text', c => c.notNull())
    .$call(optional('text', 'url', 'error'))
    .addColumn('http_code', 'integer')
    .addColumn('response_ms', column.number)
    .addColumn('group', 'text')
    .$call(required('integer', 'critical', 'reopened', 'revision'))
    .addColumn('file_stem', 'text', c => c.notNull())
    .$call(required('integer', 'file_rank', 'file_revision'))
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
    .$call(required('text', 'incident_id', 'component_id'))
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
    .$call(required('text', 'incident_id', 'at', 'kind'))
    .addColumn('status', 'text')
    .addColumn('public', 'integer', c => c.notNull())
    .addColumn('message', 'text', c => c.notNull())
    .addColumn('by', 'text')
    .execute()
  await db.schema.createIndex('timeline_incident').on('timeline').columns(['incident_id', 'seq']).execute()
}

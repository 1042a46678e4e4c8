import type { Kysely } from 'kysely'
import { required } from '../../../kit/store/columns.ts'

/** What this service has read of others, as the public may see it: can be dropped and is read again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('public_component')
    .addColumn('id', 'text', column => column.primaryKey())
    .$call(required('integer', 'revision', 'archived'))
    .addColumn('data', 'text', column => column.notNull())
    .execute()
  await db.schema
    .createTable('public_incident')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('number', 'text', column => column.notNull())
    .addColumn('revision', 'integer', column => column.notNull())
    .addColumn('resolved_at', 'text')
    .addColumn('data', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('public_incident_number').on('public_incident').column('number').execute()
  await db.schema.createIndex('public_incident_resolved').on('public_incident').column('resolved_at').execute()
  await db.schema
    .createTable('uptime_picture')
    .addColumn('component', 'text', column => column.primaryKey())
    .addColumn('data', 'text', column => column.notNull())
    .execute()
}

import { type Kysely, sql } from 'kysely'

/** Everything is read again from the incidents service, now with when incidents began and whom they touched. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`delete from public_component`.execute(db)
  await db.schema.dropTable('public_incident').execute()
  await db.schema
    .createTable('public_incident')
    .addColumn('id', 'text', column => column.primaryKey())
    .addColumn('number', 'text', column => column.notNull())
    .addColumn('revision', 'integer', column => column.notNull())
    .addColumn('started_at', 'text', column => column.notNull())
    .addColumn('resolved_at', 'text')
    .addColumn('data', 'text', column => column.notNull())
    .execute()
  await db.schema.createIndex('public_incident_number').on('public_incident').column('number').execute()
  await db.schema.createIndex('public_incident_started').on('public_incident').column('started_at').execute()
  await db.schema.createIndex('public_incident_resolved').on('public_incident').column('resolved_at').execute()
}

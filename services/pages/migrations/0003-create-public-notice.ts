import type { Kysely } from 'kysely'

/** Planned work, announcements and providers, as the public may see them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('public_notice')
    .addColumn('kind', 'text', column => column.notNull())
    .addColumn('id', 'text', column => column.notNull())
    .addColumn('revision', 'double precision', column => column.notNull())
    .addColumn('data', 'text')
    .addPrimaryKeyConstraint('public_notice_key', ['kind', 'id'])
    .execute()
}

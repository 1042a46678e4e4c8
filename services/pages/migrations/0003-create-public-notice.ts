import type { Kysely } from 'kysely'
import { required } from '../../../kit/store/columns.ts'

/** Planned work, announcements and providers, as the public may see them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('public_notice')
    .$call(required('text', 'kind', 'id'))
    .addColumn('revision', 'double precision', column => column.notNull())
    .addColumn('data', 'text')
    .addPrimaryKeyConstraint('public_notice_key', ['kind', 'id'])
    .execute()
}

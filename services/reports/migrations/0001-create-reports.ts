import type { Kysely } from 'kysely'
import { optional, required } from '../../../kit/store/columns.ts'
import type { Columns, StoreMigration } from '../../../kit/store/store.ts'

export const createReports: StoreMigration = {
  up: async (db, column) => {
    await createCopies(db)
    await createCounts(db, column)
    await createState(db)
    await createComments(db, column)
  },
}

async function createCopies(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('component')
    .addColumn('id', 'text', c => c.primaryKey())
    .$call(required('text', 'slug', 'name'))
    .addColumn('group', 'text')
    .$call(required('integer', 'critical', 'maintained', 'archived', 'revision'))
    .execute()
  await db.schema
    .createTable('known_incident')
    .addColumn('id', 'text', c => c.primaryKey())
    .$call(required('text', 'components', 'started_at', 'detected_at'))
    .addColumn('resolved_at', 'text')
    .$call(required('integer', 'ours', 'revision'))
    .execute()
}

async function createCounts(db: Kysely<unknown>, column: Columns): Promise<void> {
  await column
    .serial(db.schema.createTable('report_batch'), 'seq')
    .addColumn('minute', 'integer', c => c.notNull())
    .addColumn('tallies', 'text', c => c.notNull())
    .execute()
  await db.schema
    .createTable('report_minute')
    .addColumn('component_id', 'text', c => c.notNull())
    .addColumn('minute', 'integer', c => c.notNull())
    .addColumn('category', 'text', c => c.notNull())
    .addColumn('weight', column.number, c => c.notNull())
    .addPrimaryKeyConstraint('report_minute_key', ['component_id', 'minute', 'category'])
    .execute()
  await db.schema.createIndex('report_minute_minute').on('report_minute').column('minute').execute()
  await db.schema
    .createTable('blind_time')
    .addColumn('from_minute', 'integer', c => c.primaryKey())
    .addColumn('to_minute', 'integer', c => c.notNull())
    .execute()
}

async function createState(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('surge')
    .addColumn('component_id', 'text', c => c.primaryKey())
    .addColumn('surge', 'text', c => c.notNull())
    .addColumn('episode', 'text')
    .addColumn('sequence', 'integer', c => c.notNull())
    .execute()
  await db.schema
    .createTable('judged')
    .addColumn('id', 'integer', c => c.primaryKey())
    .addColumn('through_minute', 'integer', c => c.notNull())
    .execute()
  await db.schema
    .createTable('baseline')
    .addColumn('component_id', 'text', c => c.primaryKey())
    .addColumn('learned_through', 'integer', c => c.notNull())
    .$call(required('text', 'rates', 'history', 'peaks'))
    .execute()
}

async function createComments(db: Kysely<unknown>, column: Columns): Promise<void> {
  await column
    .serial(db.schema.createTable('report_comment'), 'seq')
    .addColumn('id', 'text', c => c.notNull().unique())
    .$call(required('text', 'at', 'component_id', 'category', 'text', 'state'))
    .$call(optional('text', 'moderated_at', 'moderated_by'))
    .execute()
  await db.schema
    .createIndex('report_comment_state')
    .on('report_comment')
    .columns(['component_id', 'state', 'seq'])
    .execute()
}

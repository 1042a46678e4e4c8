import type { Kysely } from 'kysely'
import type { StoreMigration } from '../../../kit/store/store.ts'

export const createFlags: StoreMigration = {
  up: async (db, column) => {
    await createPlaces(db)
    await createDefinitions(db)
    await column
      .serial(db.schema.createTable('flag_change'), 'seq')
      .addColumn('id', 'text', c => c.notNull().unique())
      .addColumn('at', 'text', c => c.notNull())
      .addColumn('project', 'text', c => c.notNull())
      .addColumn('environment', 'text', c => c.notNull())
      .addColumn('kind', 'text', c => c.notNull())
      .addColumn('key', 'text', c => c.notNull())
      .addColumn('action', 'text', c => c.notNull())
      .addColumn('actor', 'text', c => c.notNull())
      .addColumn('reason', 'text')
      .addColumn('before', 'text')
      .addColumn('after', 'text')
      .addColumn('revision', 'integer', c => c.notNull())
      .addColumn('component', 'text')
      .addColumn('exposure', column.number)
      .execute()
    await db.schema
      .createIndex('flag_change_key')
      .on('flag_change')
      .columns(['project', 'environment', 'key', 'seq'])
      .execute()
    await db.schema.createIndex('flag_change_at').on('flag_change').column('at').execute()
    await db.schema
      .createTable('evaluation_count')
      .addColumn('project', 'text', c => c.notNull())
      .addColumn('environment', 'text', c => c.notNull())
      .addColumn('key', 'text', c => c.notNull())
      .addColumn('variant', 'text', c => c.notNull())
      .addColumn('hour', 'text', c => c.notNull())
      .addColumn('count', column.number, c => c.notNull())
      .addPrimaryKeyConstraint('evaluation_count_key', ['project', 'environment', 'key', 'hour', 'variant'])
      .execute()
  },
}

async function createPlaces(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('project')
    .addColumn('name', 'text', c => c.primaryKey())
    .addColumn('title', 'text', c => c.notNull())
    .addColumn('created_at', 'text', c => c.notNull())
    .execute()
  await db.schema
    .createTable('environment')
    .addColumn('project', 'text', c => c.notNull())
    .addColumn('name', 'text', c => c.notNull())
    .addColumn('title', 'text', c => c.notNull())
    .addColumn('revision', 'integer', c => c.notNull())
    .addColumn('metadata', 'text')
    .addColumn('extra', 'text')
    .addColumn('approval', 'integer', c => c.notNull())
    .addPrimaryKeyConstraint('environment_key', ['project', 'name'])
    .execute()
  await db.schema
    .createTable('member')
    .addColumn('project', 'text', c => c.notNull())
    .addColumn('user_id', 'text', c => c.notNull())
    .addColumn('role', 'text', c => c.notNull())
    .addPrimaryKeyConstraint('member_key', ['project', 'user_id'])
    .execute()
  await db.schema
    .createTable('secret')
    .addColumn('name', 'text', c => c.primaryKey())
    .addColumn('value', 'text', c => c.notNull())
    .execute()
}

async function createDefinitions(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('flag')
    .addColumn('project', 'text', c => c.notNull())
    .addColumn('environment', 'text', c => c.notNull())
    .addColumn('key', 'text', c => c.notNull())
    .addColumn('definition', 'text', c => c.notNull())
    .addColumn('description', 'text', c => c.notNull())
    .addColumn('owner', 'text')
    .addColumn('tags', 'text', c => c.notNull())
    .addColumn('component', 'text')
    .addColumn('prerequisites', 'text', c => c.notNull())
    .addColumn('origin', 'text', c => c.notNull())
    .addColumn('place', 'text')
    .addColumn('revision', 'integer', c => c.notNull())
    .addColumn('created_at', 'text', c => c.notNull())
    .addColumn('changed_at', 'text', c => c.notNull())
    .addColumn('changed_by', 'text', c => c.notNull())
    .addPrimaryKeyConstraint('flag_key', ['project', 'environment', 'key'])
    .execute()
  await db.schema
    .createTable('segment')
    .addColumn('project', 'text', c => c.notNull())
    .addColumn('environment', 'text', c => c.notNull())
    .addColumn('key', 'text', c => c.notNull())
    .addColumn('rule', 'text', c => c.notNull())
    .addColumn('origin', 'text', c => c.notNull())
    .addColumn('place', 'text')
    .addColumn('revision', 'integer', c => c.notNull())
    .addPrimaryKeyConstraint('segment_key', ['project', 'environment', 'key'])
    .execute()
}
